using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Console;

namespace Butler.Functions.Hosting;

/// <summary>
/// The web server that the Functions host calls, on loopback only. It separates two protocols: trigger payloads are posted to
/// <c>/{FunctionName}</c>, and public requests have the path <c>/api</c>. There is no catch-all route.
/// </summary>
internal static partial class CustomHandlerApp
{
    /// <summary>The app setting with the minimum log level: trace, debug, info, warning or error.</summary>
    public const string LevelVariable = "BUTLER_LOG_LEVEL";

    /// <summary>The header that the host sets on every forwarded public request, and never on a trigger payload.</summary>
    private const string ProxiedHeader = "x-ms-invocation-id";

    /// <summary>The largest trigger payload: a message of 256 KB in base64 and its metadata.</summary>
    private const long MaxPayloadBytes = 2 * 1024 * 1024;

    /// <summary>Builds the app; it opens no connection before it listens.</summary>
    /// <param name="port">The port that the host has chosen; 0 for any port.</param>
    /// <param name="functions">The catalog.</param>
    /// <param name="services">Creates the services after logging has been set up.</param>
    public static WebApplication Build(int port, IReadOnlyList<FunctionDefinition> functions, Func<ILoggerFactory, AppServices> services)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        // Only the host's port decides the address, because this process inherits ASPNETCORE_URLS from the host.
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxPayloadBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LeastLevel(Environment.GetEnvironmentVariable(LevelVariable))).AddFilter("Microsoft", LogLevel.Warning)
            .AddConsole(console =>
            {
                console.FormatterName = PlainFormatter.FormatterName;
                console.LogToStandardErrorThreshold = LogLevel.Error;
            })
            .AddConsoleFormatter<PlainFormatter, ConsoleFormatterOptions>();

        var app = builder.Build();
        var made = services(app.Services.GetRequiredService<ILoggerFactory>());
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CustomHandlerApp));
        app.Lifetime.ApplicationStopped.Register(made.Dispose);
        app.UseRouting();
        app.MapGet("/", static context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        foreach (var function in functions)
        {
            Map(app, function, made, logger);
        }

        app.UseEndpoints(static _ => { });
        return app;
    }

    /// <summary>The minimum log level. An unknown name means information, because a wrong setting must not stop the app.</summary>
    private static LogLevel LeastLevel(string? name) => name?.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    private static void Map(WebApplication app, FunctionDefinition function, AppServices services, ILogger logger)
    {
        switch (function)
        {
            case HttpFunction http:
                var answering = http.Handler(services);
                app.MapMethods("/api/" + http.Http.Route, http.Http.Methods.Select(m => m.ToUpperInvariant()), answering.RunAsync);
                break;
            case QueueFunction queue:
                var taking = queue.Handler(services);
                app.MapPost("/" + queue.Name, context => AnswerPayloadAsync(context, queue.Name, logger, async () =>
                {
                    var message = await TriggerPayload.ReadMessageAsync(context.Request.Body, queue.Queue, context.RequestAborted);
                    await services.Runner.RunAsync(queue.Name, taking, message, context.RequestAborted);
                }));
                break;
            case TimerFunction timer:
                var running = timer.Handler(services);
                app.MapPost("/" + timer.Name, context => AnswerPayloadAsync(context, timer.Name, logger, () => running.RunAsync(context.RequestAborted)));
                break;
        }
    }

    /// <summary>
    /// Runs a function for a trigger payload. Success is 200 with a JSON body, because the host waits indefinitely after an empty one. Any
    /// other status is a failure for the host, and for a queue the message is delivered again.
    /// </summary>
    private static async Task AnswerPayloadAsync(HttpContext context, string function, ILogger logger, Func<Task> run)
    {
        if (context.Request.Headers.ContainsKey(ProxiedHeader))
        {
            Log.Forged(logger, function);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        try
        {
            await run();
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("{}"u8.ToArray(), context.RequestAborted);
        }
        catch (FormatException e)
        {
            Log.NotAPayload(logger, function, e.Message);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, function, e.GetType().Name, e.Message);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>The port of <c>FUNCTIONS_CUSTOMHANDLER_PORT</c>.</summary>
    /// <returns>Null when the variable is not a port; 0 when it is not set.</returns>
    public static int? Port(string? text) =>
        string.IsNullOrEmpty(text) ? 0
        : ushort.TryParse(text, CultureInfo.InvariantCulture, out var port) ? port
        : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed: {Type}: {Reason}")]
        public static partial void Failed(ILogger logger, string function, string type, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} received an invalid trigger payload: {Reason}")]
        public static partial void NotAPayload(ILogger logger, string function, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A public request that imitated a trigger of {Function} was refused")]
        public static partial void Forged(ILogger logger, string function);
    }
}
