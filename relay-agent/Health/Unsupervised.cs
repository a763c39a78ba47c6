namespace Butler.RelayAgent.Health;

/// <summary>No service manager started the relay.</summary>
internal sealed class Unsupervised : ISupervisor
{
    public TimeSpan? WatchdogInterval => null;

    public void Ready(string status)
    {
    }

    public void Stopping()
    {
    }

    public void Alive()
    {
    }
}
