using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Handler;
using Butler.Local.FunctionsHost.Http;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost;

/// <summary>
/// An Azure Functions host for custom handlers, for one machine: it drives the handler by the protocols of the real one, so that what runs
/// here is what is deployed.
/// </summary>
internal sealed class LocalFunctionsHost : IAsyncDisposable
{
    private readonly IHandler handler;
    private readonly PayloadInvoker invoker;
    private readonly FunctionRunner runner;
    private readonly HttpProxy proxy;

    // Null until the handler answers: the port is opened only once requests can be served.
    private HttpFrontEnd? frontEnd;
    private bool disposed;

    private LocalFunctionsHost(
        AppRoot app, FunctionsHostOptions options, IHandler handler, IQueueSource queues, TimeProvider time, ILoggerFactory loggers)
    {
        Functions = app.Functions;
        this.handler = handler;
        invoker = new PayloadInvoker(app.Host, handler, time, loggers);
        runner = new FunctionRunner(app, options.DataDirectory, queues, handler, invoker, time, loggers);
        proxy = new HttpProxy(app.Host, handler, time, loggers);
    }

    /// <summary>Told each time the handler has changed its state.</summary>
    public event Action? HandlerChanged
    {
        add => handler.Changed += value;
        remove => handler.Changed -= value;
    }

    /// <summary>Where the HTTP functions are reached, without the route prefix.</summary>
    public Uri Address => frontEnd!.Address;

    public HandlerStatus Handler => handler.Status;

    public IReadOnlyList<FunctionDefinition> Functions { get; }

    /// <summary>Starts the handler, and when it answers, everything that calls it.</summary>
    /// <exception cref="AppRootException">The app root is faulty.</exception>
    /// <exception cref="Processes.ChildStartException">The handler does not start.</exception>
    public static Task<LocalFunctionsHost> StartAsync(
        FunctionsHostOptions options, IQueueSource queues, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        StartAsync(options, queues, start => new HandlerProcess(start, time, loggers), time, loggers, cancellationToken);

    /// <summary>The same with a handler of the caller's making, which the host then owns.</summary>
    internal static async Task<LocalFunctionsHost> StartAsync(
        FunctionsHostOptions options, IQueueSource queues, Func<HandlerStart, IHandler> makeHandler, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        options = options with { AppRoot = Path.GetFullPath(options.AppRoot), DataDirectory = Path.GetFullPath(options.DataDirectory) };
        var app = AppRoot.Read(options.AppRoot, options.AppSettings);
        var keys = options.RequireKeys ? HostKeys.LoadOrCreate(options.DataDirectory) : null;
        var host = new LocalFunctionsHost(app, options, makeHandler(new HandlerStart(app, options)), queues, time, loggers);
        try
        {
            await host.handler.StartAsync(cancellationToken);
            var admin = new AdminEndpoints(host.runner, host.handler, time);
            host.frontEnd = await HttpFrontEnd.StartAsync(options.Port, app, host.proxy, admin, keys, loggers, cancellationToken);
            host.runner.Start();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops listening, then ends the handler at once, as the real host does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        await runner.DisposeAsync();
        if (frontEnd is not null)
        {
            await frontEnd.DisposeAsync();
        }

        await handler.DisposeAsync();
        proxy.Dispose();
        invoker.Dispose();
    }
}
