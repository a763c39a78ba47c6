using System.Reflection;
using Butler.Core.Telemetry;

namespace Butler.Functions.Hosting;

/// <summary>The export of the app's traces and metrics.</summary>
internal static partial class WorkerTelemetry
{
    private const string Service = "butler-functions";

    private static readonly string Version =
        typeof(WorkerTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0";

    /// <summary>Adds the export, if the environment says where.</summary>
    /// <returns>What is exported.</returns>
    public static TelemetrySettings AddWorkerTelemetry(this IHostApplicationBuilder builder, Func<string, string?> environment) =>
        builder.AddTelemetryExport(
            environment, () => new TelemetryIdentity(Service, Version, environment("WEBSITE_INSTANCE_ID") ?? Environment.MachineName));

    /// <summary>Logs what is exported; nothing when nothing is.</summary>
    public static void Report(this TelemetrySettings settings, IServiceProvider services)
    {
        if (!settings.IsOn && settings.Problem is null)
        {
            return;
        }

        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WorkerTelemetry));
        if (settings.Problem is { } problem)
        {
            Log.Ignored(logger, problem);
        }

        if (settings.IsOn)
        {
            Log.Exported(logger, settings.Traces, settings.Metrics, settings.AzureMonitor);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A setting for traces and metrics is ignored: {Problem}")]
        public static partial void Ignored(ILogger logger, string problem);

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Telemetry is exported: traces by OTLP {Traces}, metrics by OTLP {Metrics}, Azure Monitor {AzureMonitor}")]
        public static partial void Exported(ILogger logger, bool traces, bool metrics, bool azureMonitor);
    }
}
