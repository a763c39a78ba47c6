using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Http;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.FunctionsHost.Worker;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost;

/// <summary>
/// An Azure Functions host for one machine: it drives the function app by the protocols of the real one, so that what runs here is what is
/// deployed.
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
        this.options = options with { DataDirectory = Path.GetFullPath(options.DataDirectory) };
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
        FunctionsHostOptions options, IQueueSource queues, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellationToken) =>
        StartAsync(options, queues, time, loggers, host => host.StartWorkerAsync(cancellationToken));

    /// <summary>The same with an app of the caller's making.</summary>
    internal static Task<LocalFunctionsHost> StartAsync(
        FunctionsHostOptions options, IQueueSource queues, AppUnderHost app, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancellationToken) =>
        StartAsync(options, queues, time, loggers, host =>
        {
            host.process = app.Process;
            return host.ServeAsync(app.Root, app.Invoker, app.Forwarder, TimeSpan.Zero, cancellationToken);
        });

    /// <summary>
    /// The host will stop in a moment: the app, which may have got the same signal (Ctrl-C), is not started again when it ends.
    /// </summary>
    public void ExpectEnd() => process.ExpectEnd();

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

    private async Task StartWorkerAsync(CancellationToken cancellationToken)
    {
        var settings = new AppSettings(options.AppSettings);
        var start = new WorkerStart(options);
        var server = Own(await WorkerServer.StartAsync(loggers, cancellationToken));
        var worker = Own(new WorkerProcess(start, server, new WorkerHandshake(start.Directory, settings, time), time, loggers));
        process = worker;
        var connection = await worker.StartAsync(cancellationToken);
        var app = WorkerFunctions.Read(options.HostJsonDirectory ?? start.Directory, connection.Functions.Values, settings);
        var invoker = new WorkerInvoker(app.Host, worker, time, loggers);
        var forwarder = Own(new WorkerForwarder(worker, invoker, loggers));
        await ServeAsync(app, invoker, forwarder, Drain, cancellationToken);
    }

    private async Task ServeAsync(
        AppRoot app, IFunctionInvoker invoker, IRequestForwarder forwarder, TimeSpan drain, CancellationToken cancellationToken)
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
}

/// <summary>An app that is there already, and how it is reached.</summary>
internal sealed record AppUnderHost(AppRoot Root, IAppProcess Process, IFunctionInvoker Invoker, IRequestForwarder Forwarder);
