using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Handler;
using Butler.Local.FunctionsHost.Http;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.FunctionsHost.Worker;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost;

/// <summary>
/// An Azure Functions host for one machine. It uses the protocols of the real host, so that the same app runs here and in Azure. The app is
/// an isolated worker or a custom handler.
/// </summary>
internal sealed class LocalFunctionsHost : IAsyncDisposable
{
    /// <summary>The time limit for running functions when the host stops.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    private readonly FunctionsHostOptions options;
    private readonly IQueueSource queues;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;

    // The parts to dispose of, the last one first.
    private readonly Stack<IAsyncDisposable> parts = new();
    private IAppProcess process = null!;

    // Null until the app answers: the port is opened only once requests can be served.
    private HttpFrontEnd? frontEnd;
    private bool disposed;

    private LocalFunctionsHost(FunctionsHostOptions options, IQueueSource queues, TimeProvider time, ILoggerFactory loggers)
    {
        this.options = options with { AppRoot = Path.GetFullPath(options.AppRoot), DataDirectory = Path.GetFullPath(options.DataDirectory) };
        this.queues = queues;
        this.time = time;
        this.loggers = loggers;
    }

    /// <summary>Raised after each change of the app process's state.</summary>
    public event Action? AppChanged
    {
        add => process.Changed += value;
        remove => process.Changed -= value;
    }

    /// <summary>The address of the HTTP functions, without the route prefix.</summary>
    public Uri Address => frontEnd!.Address;

    public AppStatus App => process.Status;

    public IReadOnlyList<FunctionDefinition> Functions { get; private set; } = [];

    /// <summary>Starts the app, and then the listeners that call it.</summary>
    /// <exception cref="AppRootException">The app root is faulty.</exception>
    /// <exception cref="Processes.ChildStartException">The app does not start.</exception>
    public static Task<LocalFunctionsHost> StartAsync(
        FunctionsHostOptions options, IQueueSource queues, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        options.WorkerPath is null
            ? StartAsync(options, queues, start => new HandlerProcess(start, time, loggers), time, loggers, cancellationToken)
            : StartAsync(options, queues, time, loggers, host => host.StartWorkerAsync(cancellationToken));

    /// <summary>Starts with the given handler, which the host then owns.</summary>
    internal static Task<LocalFunctionsHost> StartAsync(
        FunctionsHostOptions options, IQueueSource queues, Func<HandlerStart, IHandler> makeHandler, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        StartAsync(options, queues, time, loggers, host => host.StartHandlerAsync(makeHandler, cancellationToken));

    /// <summary>Stops listening, lets functions end, then ends the app.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private static async Task<LocalFunctionsHost> StartAsync(
        FunctionsHostOptions options, IQueueSource queues, TimeProvider time, ILoggerFactory loggers, Func<LocalFunctionsHost, Task> start)
    {
        var host = new LocalFunctionsHost(options, queues, time, loggers);
        try
        {
            await start(host);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task StartHandlerAsync(Func<HandlerStart, IHandler> makeHandler, CancellationToken cancellationToken)
    {
        var app = AppRoot.Read(options.AppRoot, options.AppSettings);
        var invokerAndProxy = new Disposables();
        parts.Push(invokerAndProxy);
        var handler = Own(makeHandler(new HandlerStart(app, options)));
        process = handler;
        var invoker = invokerAndProxy.Add(new PayloadInvoker(app.Host, handler, time, loggers));
        var proxy = invokerAndProxy.Add(new HandlerProxy(app.Host, handler, time, loggers));
        await handler.StartAsync(cancellationToken);
        await ServeAsync(app, invoker, proxy, TimeSpan.Zero, cancellationToken);
    }

    private async Task StartWorkerAsync(CancellationToken cancellationToken)
    {
        var settings = new AppSettings(options.AppSettings);
        var start = new WorkerStart(options);
        var server = Own(await WorkerServer.StartAsync(loggers, cancellationToken));
        var forwarding = new Disposables();
        parts.Push(forwarding);
        var worker = Own(new WorkerProcess(start, server, new WorkerHandshake(start.Directory, settings, time), time, loggers));
        process = worker;
        var connection = await worker.StartAsync(cancellationToken);
        var app = WorkerFunctions.Read(options.AppRoot, connection.Functions.Values, settings);
        var invoker = new WorkerInvoker(app.Host, worker, time, loggers);
        var forwarder = forwarding.Add(new WorkerForwarder(worker, invoker, loggers));
        await ServeAsync(app, invoker, forwarder, Drain, cancellationToken);
    }

    private async Task ServeAsync(AppRoot app, IFunctionInvoker invoker, IRequestForwarder forwarder, TimeSpan drain, CancellationToken cancellationToken)
    {
        Functions = app.Functions;
        var keys = options.RequireKeys ? HostKeys.LoadOrCreate(options.DataDirectory) : null;
        var runner = new FunctionRunner(app, options.DataDirectory, queues, invoker, drain, time, loggers);
        var admin = new AdminEndpoints(runner, process, time);
        frontEnd = Own(await HttpFrontEnd.StartAsync(options.Port, app, forwarder, admin, keys, loggers, cancellationToken));
        Own(runner).Start();
    }

    private T Own<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Push(part);
        return part;
    }

    private sealed class Disposables : IAsyncDisposable
    {
        private readonly List<IDisposable> owned = [];

        public T Add<T>(T part)
            where T : IDisposable
        {
            owned.Add(part);
            return part;
        }

        public ValueTask DisposeAsync()
        {
            owned.ForEach(part => part.Dispose());
            return ValueTask.CompletedTask;
        }
    }
}
