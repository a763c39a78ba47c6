using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.Processes;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>
/// The custom handler's process: starts it, waits until it answers, and restarts it when it ends. Its output lines become log entries, as
/// in Azure.
/// </summary>
internal sealed partial class HandlerProcess : IHandler
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    private readonly HandlerStart start;
    private readonly TimeProvider time;
    private readonly ILogger console;
    private readonly ILogger logger;
    private readonly RestartPause pause;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly TailOfLines tail = new(20);
    private TaskCompletionSource<HandlerAddress> ready = NewReady();
    private ChildProcess? child;
    private string? killedBecause;
    private int incarnation;
    private Task running = Task.CompletedTask;

    public HandlerProcess(HandlerStart start, TimeProvider time, ILoggerFactory loggers)
    {
        this.start = start;
        this.time = time;
        console = loggers.CreateLogger("Host.Function.Console");
        logger = loggers.CreateLogger<HandlerProcess>();
        pause = new RestartPause(time);
    }

    public event Action? Changed;

    public AppStatus Status { get; private set; } = new(AppState.Starting, null, 0);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var address = Launch();
        if (!await AnswersAsync(address, cancellationToken))
        {
            var exitCode = await child!.Exited.WaitAsync(cancellationToken);
            throw new ChildStartException($"the handler {(killedBecause is null ? $"ended with exit code {exitCode}" : killedBecause)}{tail}");
        }

        MarkReady(address);
        running = KeepRunningAsync(address);
    }

    public Task<HandlerAddress> ReadyAsync(CancellationToken cancellationToken)
    {
        Task<HandlerAddress> current;
        lock (gate)
        {
            current = ready.Task;
        }

        return current.IsCompleted ? current : current.WaitAsync(cancellationToken);
    }

    public void Restart(HandlerAddress called, string reason)
    {
        lock (gate)
        {
            if (child is null || called.Incarnation != incarnation || killedBecause is not null)
            {
                return;
            }

            killedBecause = reason;
            ready = ready.Task.IsCompleted ? NewReady() : ready;
            child.Kill();
        }
    }

    public async Task RecoverAsync(HandlerAddress called, CancellationToken cancellationToken)
    {
        while (called.Incarnation == incarnation && !await AnswersOnceAsync(called, cancellationToken))
        {
            await Task.Delay(ProbeInterval, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        child?.Kill();
        await running;
        if (child is not null)
        {
            // Another process may have been started meanwhile.
            child.Kill();
            await child.Exited;
            child.Dispose();
        }

        stopping.Dispose();
        Update(Status with { State = AppState.Stopped, ProcessId = null });
    }

    private static TaskCompletionSource<HandlerAddress> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HandlerAddress Launch()
    {
        var port = FreePort.Tcp();
        lock (gate)
        {
            incarnation++;
            killedBecause = null;
            child?.Dispose();
            child = ChildProcess.Start(start.ForPort(port, incarnation), LogOutput, LogError);
            pause.Started();
        }

        Update(Status with { State = AppState.Starting, ProcessId = child.Id });
        return new HandlerAddress(port, incarnation);
    }

    private async Task KeepRunningAsync(HandlerAddress address)
    {
        try
        {
            while (true)
            {
                var exitCode = await child!.Exited;

                // Ctrl-C also reaches the handler; the stop of this host may follow in a moment.
                MarkNotReady();
                await Task.Delay(Grace, time, stopping.Token);
                await PauseAsync(address, exitCode);
                address = Launch();
                Update(Status with { Restarts = Status.Restarts + 1 });
                if (await AnswersAsync(address, stopping.Token))
                {
                    MarkReady(address);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
    }

    private async Task PauseAsync(HandlerAddress address, int exitCode)
    {
        var wait = pause.Next();
        if (killedBecause is { } reason)
        {
            Log.Killed(logger, reason, wait.TotalSeconds);
        }
        else if (exitCode == 0)
        {
            Log.EndedWithZero(logger, wait.TotalSeconds);
        }
        else
        {
            Log.Died(logger, address.Incarnation, exitCode, wait.TotalSeconds);
        }

        Update(Status with { State = AppState.Restarting, ProcessId = null });
        await Task.Delay(wait, time, stopping.Token);
    }

    /// <summary>Sends a request every 25 ms until there is an answer, as the real host does.</summary>
    private async Task<bool> AnswersAsync(HandlerAddress address, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!child!.Exited.IsCompleted)
        {
            if (await AnswersOnceAsync(address, cancellationToken))
            {
                return true;
            }

            if (time.GetElapsedTime(started) >= start.InitializationTimeout)
            {
                killedBecause = $"did not answer within {start.InitializationTimeout.TotalSeconds:0} s";
                child.Kill();
                return false;
            }

            await Task.Delay(ProbeInterval, time, cancellationToken);
        }

        return false;
    }

    private static async Task<bool> AnswersOnceAsync(HandlerAddress address, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new HttpClient { Timeout = ProbeTimeout };
            using var answer = await client.GetAsync(address.Root, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void MarkReady(HandlerAddress address)
    {
        lock (gate)
        {
            if (killedBecause is null)
            {
                ready.TrySetResult(address);
            }
        }

        Update(Status with { State = AppState.Running });
    }

    private void MarkNotReady()
    {
        lock (gate)
        {
            ready = ready.Task.IsCompleted ? NewReady() : ready;
        }
    }

    private void Update(AppStatus status)
    {
        Status = status;
        Changed?.Invoke();
    }

    private void LogOutput(string line)
    {
        tail.Add(line);
        Log.Output(console, line);
    }

    private void LogError(string line)
    {
        tail.Add(line);
        if (line.Contains("warn", StringComparison.OrdinalIgnoreCase))
        {
            Log.ErrorOutputWithWarning(console, line);
        }
        else
        {
            Log.ErrorOutput(console, line);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
        public static partial void Output(ILogger logger, string line);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Line}")]
        public static partial void ErrorOutputWithWarning(ILogger logger, string line);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Line}")]
        public static partial void ErrorOutput(ILogger logger, string line);

        [LoggerMessage(Level = LogLevel.Error, Message = "The handler (start {Incarnation}) died with exit code {ExitCode}; starting it again in {Seconds:0.0} s")]
        public static partial void Died(ILogger logger, int incarnation, int exitCode, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message = "The handler ended with exit code 0. IN AZURE IT WOULD NOT BE STARTED AGAIN and every later invocation would fail; here it is, in {Seconds:0.0} s")]
        public static partial void EndedWithZero(ILogger logger, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message = "The handler {Reason} and was killed; starting it again in {Seconds:0.0} s")]
        public static partial void Killed(ILogger logger, string reason, double seconds);
    }
}
