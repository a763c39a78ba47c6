using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Butler.Local.Processes;
using Google.Protobuf.WellKnownTypes;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>The worker's process: starts and connects it, restarts it when it ends, and stops it with the host.</summary>
internal sealed partial class WorkerProcess : IAppProcess
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private readonly WorkerStart start;
    private readonly WorkerServer server;
    private readonly WorkerHandshake handshake;
    private readonly TimeProvider time;
    private readonly ILogger console;
    private readonly ILogger logger;
    private readonly RestartPause pause;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly TailOfLines tail = new(20);
    private TaskCompletionSource<WorkerConnection> ready = NewReady();
    private ChildProcess? child;
    private WorkerConnection? connection;
    private string? killedBecause;
    private Task running = Task.CompletedTask;

    public WorkerProcess(WorkerStart start, WorkerServer server, WorkerHandshake handshake, TimeProvider time, ILoggerFactory loggers)
    {
        this.start = start;
        this.server = server;
        this.handshake = handshake;
        this.time = time;
        console = loggers.CreateLogger("Host.Function.Console");
        logger = loggers.CreateLogger<WorkerProcess>();
        pause = new RestartPause(time);
    }

    public event Action? Changed;

    public AppStatus Status { get; private set; } = new(AppState.Starting, null, 0);

    /// <summary>Starts the worker and waits until its functions are loaded.</summary>
    /// <exception cref="ChildStartException">The worker could not be started, or ended or failed during the start.</exception>
    public async Task<WorkerConnection> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connected = await LaunchAsync(cancellationToken);
            running = KeepRunningAsync();
            return connected;
        }
        catch (WorkerEndedException)
        {
            throw new ChildStartException($"the worker ended with exit code {await child!.Exited.WaitAsync(cancellationToken)}{tail}");
        }
        catch (ChildStartException e) when (child is not null)
        {
            throw new ChildStartException($"{e.Message}{tail}", e);
        }
    }

    /// <summary>Waits until the worker can be called.</summary>
    public Task<WorkerConnection> ReadyAsync(CancellationToken cancellationToken)
    {
        Task<WorkerConnection> current;
        lock (gate)
        {
            // The stream ends before the process does. A call on it would fail at once, and use up the deliveries of its message.
            if (ready.Task is { IsCompletedSuccessfully: true, Result.Ended.IsCompleted: true })
            {
                ready = NewReady();
            }

            current = ready.Task;
        }

        return current.IsCompleted ? current : current.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the called process, and starts another one.</summary>
    public void Restart(WorkerConnection called, string reason)
    {
        lock (gate)
        {
            if (called != connection || killedBecause is not null)
            {
                return;
            }

            killedBecause = reason;
            ready = ready.Task.IsCompleted ? NewReady() : ready;
            child!.Kill();
        }
    }

    public void ExpectEnd() => stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        if (child is not null)
        {
            var terminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(EndTimeout) };
            connection?.Send(new StreamingMessage { WorkerTerminate = terminate });
            await child.StopAsync(connection is null ? TimeSpan.Zero : EndTimeout, time);
            child.Dispose();
        }

        stopping.Dispose();
        Update(Status with { State = AppState.Stopped, ProcessId = null });
    }

    private static TaskCompletionSource<WorkerConnection> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<WorkerConnection> LaunchAsync(CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString();
        var arriving = server.ExpectAsync(id);
        try
        {
            lock (gate)
            {
                killedBecause = null;
                connection = null;
                var started = ChildProcess.Start(start.For(server.Address, id), LogOutput, LogError);
                child?.Dispose();
                child = started;
                pause.Started();
            }

            Update(Status with { State = AppState.Starting, ProcessId = child.Id });
            await Task.WhenAny(arriving, child.Exited).WaitAsync(StartTimeout, time, cancellationToken);
            if (!arriving.IsCompleted)
            {
                throw new WorkerEndedException();
            }

            connection = await arriving;
            await handshake.RunAsync(connection, cancellationToken);
            MarkReady(connection);
            return connection;
        }
        catch (TimeoutException e)
        {
            throw new ChildStartException($"the worker did not connect within {StartTimeout.TotalSeconds:0} s", e);
        }
        finally
        {
            server.Forget(id);
        }
    }

    private async Task KeepRunningAsync()
    {
        try
        {
            while (true)
            {
                await Task.WhenAny(child!.Exited, connection?.Ended ?? Task.CompletedTask).WaitAsync(stopping.Token);
                MarkNotReady();

                // Ctrl-C also reaches the worker; the stop of this host may follow in a moment.
                await Task.Delay(Grace, time, stopping.Token);
                await child.StopAsync(Grace, time);
                await PauseAsync(await child.Exited);
                Update(Status with { Restarts = Status.Restarts + 1 });
                await TryLaunchAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
    }

    private async Task TryLaunchAsync()
    {
        try
        {
            await LaunchAsync(stopping.Token);
        }
        catch (ChildStartException e)
        {
            Log.NotStarted(logger, e.Message);
            child?.Kill();
        }
        catch (WorkerEndedException)
        {
            // The next iteration logs how it ended.
        }
    }

    private async Task PauseAsync(int exitCode)
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
            Log.Died(logger, exitCode, wait.TotalSeconds);
        }

        Update(Status with { State = AppState.Restarting, ProcessId = null });
        await Task.Delay(wait, time, stopping.Token);
    }

    private void MarkReady(WorkerConnection connected)
    {
        lock (gate)
        {
            if (killedBecause is null)
            {
                ready.TrySetResult(connected);
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
        Log.ErrorOutput(console, line);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
        public static partial void Output(ILogger logger, string line);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Line}")]
        public static partial void ErrorOutput(ILogger logger, string line);

        [LoggerMessage(Level = LogLevel.Error, Message = "The worker died with exit code {ExitCode}; starting it again in {Seconds:0.0} s")]
        public static partial void Died(ILogger logger, int exitCode, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message =
            "The worker ended with exit code 0. In Azure it would not be started again, and every later invocation would fail; "
            + "here it is, in {Seconds:0.0} s")]
        public static partial void EndedWithZero(ILogger logger, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message = "The worker {Reason} and was killed; starting it again in {Seconds:0.0} s")]
        public static partial void Killed(ILogger logger, string reason, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message = "The worker could not be started again: {Reason}")]
        public static partial void NotStarted(ILogger logger, string reason);
    }
}
