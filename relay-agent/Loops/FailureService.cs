using Microsoft.Extensions.Hosting;

namespace Butler.RelayAgent.Loops;

/// <summary>Stops the relay when a part of it has failed permanently.</summary>
internal sealed class FailureService(RelayFailure failure, IHostApplicationLifetime application) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await failure.Happened.WaitAsync(stoppingToken);
        application.StopApplication();
    }
}
