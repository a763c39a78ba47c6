namespace Butler.Local.WebServer;

/// <summary>Ignores signals: the process of the web server handles Ctrl-C.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
