using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Console;

namespace Butler.Functions.Hosting;

/// <summary>
/// The web server that the Functions host calls, on loopback only. Two protocols reach it and never meet: trigger payloads are
/// posted to <c>/{FunctionName}</c>, public requests come below <c>/api</c>; there is no catch-all route.
/// </summary>
internal static partial class CustomHandlerApp
{
    /// <summary>The app setting that names the least level that is logged: trace, debug, info, warning or error.</summary>
    public const string LevelVariable = "BUTLER_LOG_LEVEL";

    /// <summary>The header that the host sets on every public request that it passes on, and on no trigger payload.</summary>
    private const string ProxiedHeader = "x-ms-invocation-id";

    /// <summary>The largest trigger payload: a message of 256 KB in base64 and its metadata.</summary>
    private const long MaxPayloadBytes = 2 * 1024 * 1024;

    /// <summary>Builds the app; nothing is reached over the network before it listens.</summary>
    /// <param name="port">The port that the host has chosen; 0 for any.</param>
    /// <param name="functions">The catalog.</param>
    /// <param name="services">Makes the services once logging is there.</param>
    public static WebApplication Build(int port, IReadOnlyList<FunctionDefinition> functions, Func<ILoggerFactory, AppServices> services)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        // The address comes from the host's port alone: ASPNETCORE_URLS of the host's own environment leaks into this process.
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

    /// <summary>The least level that is logged; a name that is unknown stands for information, as a wrong setting must not stop the app.</summary>
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
    /// Runs a function for a trigger payload. Success is 200 with a JSON body, because to an empty one the host waits for ever;
    /// any other status is a failure that the host sees, and for a queue hands the message out again.
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
    /// <returns>Null when the variable is there but is no port; 0 when it is not there.</returns>
    public static int? Port(string? text) =>
        string.IsNullOrEmpty(text) ? 0
        : ushort.TryParse(text, CultureInfo.InvariantCulture, out var port) ? port
        : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed: {Type}: {Reason}")]
        public static partial void Failed(ILogger logger, string function, string type, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Function} was sent what is no payload of its trigger: {Reason}")]
        public static partial void NotAPayload(ILogger logger, string function, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A public request tried to pass itself off as a trigger of {Function} and was refused")]
        public static partial void Forged(ILogger logger, string function);
    }
}
