namespace Butler.RelayAgent.Service;

/// <summary>Nobody wants to know.</summary>
internal sealed class Unsupervised : ISupervisor
{
    public void Ready(string status)
    {
    }

    public void Stopping()
    {
    }

    public Task RunAsync(Liveness liveness, CancellationToken stopping) => Task.CompletedTask;
}
