namespace Butler.Local.WebServer;

/// <summary>Leaves signals alone: the process that the web server lives in decides what Ctrl-C means.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
