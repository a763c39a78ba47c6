using System.Text;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>Runs functions with timer and queue triggers, each with its own listener, and also manually.</summary>
internal sealed partial class FunctionRunner : IAsyncDisposable
{
    private static readonly TimeSpan ManualLock = TimeSpan.FromMinutes(1);

    private readonly AppRoot app;
    private readonly IFunctionInvoker invoker;
    private readonly TimeSpan drain;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Dictionary<string, TimerListener> timers;
    private readonly List<QueueListener> queues;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> running = [];
    private readonly Lock gate = new();

    /// <param name="app">The app with the functions.</param>
    /// <param name="dataDirectory">The directory for the timers' last runs.</param>
    /// <param name="source">The source of messages.</param>
    /// <param name="invoker">Runs functions.</param>
    /// <param name="drain">The time limit for running functions after the stop.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The loggers.</param>
    public FunctionRunner(
        AppRoot app, string dataDirectory, IQueueSource source, IFunctionInvoker invoker, TimeSpan drain, TimeProvider time,
        ILoggerFactory loggers)
    {
        this.drain = drain;
        this.app = app;
        this.invoker = invoker;
        this.time = time;
        logger = loggers.CreateLogger<FunctionRunner>();
        var statuses = new TimerStatusStore(dataDirectory);
        timers = app.Functions.Where(f => f.Trigger is TimerTrigger)
            .ToDictionary(f => f.Name, f => new TimerListener(f, invoker, statuses, time), StringComparer.OrdinalIgnoreCase);
        queues = [.. app.Functions.Where(f => f.Trigger is QueueTrigger)
            .Select(f => new QueueListener(f, app.Host, source, invoker, time, loggers))];
    }

    public void Start()
    {
        foreach (var queue in queues)
        {
            Run(() => queue.RunAsync(stopping.Token, ending.Token));
        }

        foreach (var timer in timers.Values)
        {
            Run(() => timer.RunAsync(stopping.Token, ending.Token));
        }
    }

    /// <summary>
    /// Runs a function that is not an HTTP function once, without waiting for its end; returns false for an unknown name.
    /// </summary>
    public bool TryRun(string name, string input)
    {
        var function = app.Functions.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        switch (function?.Trigger)
        {
            case TimerTrigger:
                Run(() => timers[name].RunNowAsync(ending.Token));
                return true;
            case QueueTrigger:
                Run(() => RunQueueFunctionAsync(function, input, ending.Token));
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Stops the listeners, and waits for running functions. After the time limit they are canceled, and messages return to their queues.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Task[] left;
        lock (gate)
        {
            left = [.. running];
        }

        var ended = Task.WhenAll(left);
        if (drain > TimeSpan.Zero)
        {
            await Task.WhenAny(ended, Task.Delay(drain, time));
        }

        await ending.CancelAsync();
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
        ending.Dispose();
    }

    private async Task RunQueueFunctionAsync(FunctionDefinition function, string input, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var message = new BrokerMessage
        {
            Body = Encoding.UTF8.GetBytes(input),
            MessageId = Guid.NewGuid().ToString("N"),
            EnqueuedTime = now,
            ExpiresAt = DateTimeOffset.MaxValue,
            LockedUntil = now + ManualLock,
            DeliveryCount = 1,
            Properties = new Dictionary<string, object>(),
        };
        await invoker.InvokeAsync(function, new MessageInput(message), cancellationToken);
    }

    private void Run(Func<Task> work)
    {
        lock (gate)
        {
            running.RemoveAll(t => t.IsCompleted);
            running.Add(Task.Run(() => GuardAsync(work)));
        }
    }

    /// <summary>Logs the exception of a listener, which is a defect of this host.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
        catch (Exception e)
        {
            Log.Fell(logger, e);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "A listener of the Functions host failed; its function is no longer called")]
        public static partial void Fell(ILogger logger, Exception exception);
    }
}
