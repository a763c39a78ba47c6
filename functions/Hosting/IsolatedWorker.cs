using Butler.Core.Commands;
using Butler.Functions.Api;
using Butler.Functions.Delivering;
using Butler.Functions.Queues;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;

namespace Butler.Functions.Hosting;

/// <summary>
/// The isolated worker: ASP.NET Core for requests, one middleware for all functions that take messages, and the app's services.
/// </summary>
internal static partial class IsolatedWorker
{
    /// <summary>The app setting that names the least level that is logged: trace, debug, info, warning or error.</summary>
    private const string LevelVariable = "BUTLER_LOG_LEVEL";

    /// <summary>The app has no settings in files; watching for such files takes start-up time.</summary>
    private const string NoFileWatchers = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>More than the largest body that a function takes; each has its own limit.</summary>
    private const long MaxRequestBytes = 8 * 1024 * 1024;

    /// <summary>Builds the app; nothing is reached over the network before it runs.</summary>
    public static IHost Build(string[] arguments, AppDependencies outside)
    {
        var builder = FunctionsApplication.CreateBuilder([.. arguments, NoFileWatchers]);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<QueueMiddleware>();
        builder.UseMiddleware<HttpMiddleware>();
        builder.Logging.SetMinimumLevel(LeastLevel(outside.Environment(LevelVariable))).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestBytes);

        // Nothing here is protected by keys of ASP.NET Core: none is made at the start and written to the disk.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType?.Name == "DataProtectionHostedService"));
        builder.Services.AddApp(outside).AddDeliveryTotalsFile(outside.Environment);
        var telemetry = builder.AddWorkerTelemetry(outside.Environment);
        var app = builder.Build();
        telemetry.Report(app.Services);
        if (MasterKey.TryRead(outside.Environment("BUTLER_COMMAND_KEY"), out _) is { } problem)
        {
            Log.NoMasterKey(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(IsolatedWorker)), problem);
        }

        return app;
    }

    /// <summary>
    /// The least level that is logged; a name that is unknown stands for information, as a wrong setting must not stop the app.
    /// </summary>
    private static LogLevel LeastLevel(string? name) => name?.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The app setting BUTLER_COMMAND_KEY (the master key) {Problem}. Until then no command is sent to a relay, and " +
                "alerts have no links to acknowledge them")]
        public static partial void NoMasterKey(ILogger logger, string problem);
    }
}
