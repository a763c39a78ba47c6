using Butler.Core.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Telemetry;

/// <summary>Creates the instruments when the journal is open, which they read, and logs what is exported.</summary>
internal sealed partial class TelemetryStart(TelemetrySettings settings, IServiceProvider services, ILogger<TelemetryStart> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Problem is { } problem)
        {
            Log.Ignored(logger, problem);
        }

        if (settings.IsOn)
        {
            services.GetRequiredService<RelayInstruments>();
            Log.Exported(logger, settings.Traces, settings.Metrics, settings.AzureMonitor);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A setting for traces and metrics is ignored: {Problem}")]
        public static partial void Ignored(ILogger logger, string problem);

        [LoggerMessage(
            2, LogLevel.Information,
            "Telemetry is exported: traces by OTLP {Traces}, metrics by OTLP {Metrics}, Azure Monitor {AzureMonitor}")]
        public static partial void Exported(ILogger logger, bool traces, bool metrics, bool azureMonitor);
    }
}
