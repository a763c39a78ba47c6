namespace Butler.Local.Processes;

/// <summary>
/// A child that runs until it is disposed of, and is restarted when it ends, with growing pauses. Its output lines become log entries.
/// </summary>
internal sealed partial class SupervisedProcess(SupervisedPart part, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private readonly RestartPause pause = new(time);
    private readonly CancellationTokenSource stopping = new();
    private readonly TailOfLines tail = new(50);
    private ChildProcess? child;
    private Task running = Task.CompletedTask;
    private int restarts;

    /// <summary>Raised after each change.</summary>
    public event Action<PartStatus>? Changed;

    /// <summary>Starts the child and waits until it reports that it is ready.</summary>
    /// <exception cref="ChildStartException">The child ended before, or took too long.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var ready = Launch();
        var ended = child!.Exited;
        try
        {
            await Task.WhenAny(ready, ended).WaitAsync(part.StartTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ChildStartException($"{part.Name} was not ready within {part.StartTimeout.TotalSeconds:0} s{tail}");
        }

        if (!ready.IsCompletedSuccessfully)
        {
            throw new ChildStartException($"{part.Name} ended with exit code {await ended}{tail}");
        }

        running = KeepRunningAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync();
        await running;
        if (child is not null)
        {
            part.AskToEnd(child);
            await child.StopAsync(part.EndTimeout, time);
            child.Dispose();
            Report("stopped");
        }
    }

    private Task Launch()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        child?.Dispose();
        child = ChildProcess.Start(part.Start, line => Output(line, ready), line => Error(line));
        pause.Started();
        Report("starting", child.Id);
        return ready.Task;
    }

    private void Output(string line, TaskCompletionSource ready)
    {
        if (part.IsReadyLine(line) && ready.TrySetResult())
        {
            Report("running", child?.Id);
        }

        if (part.ShowsOutput)
        {
            tail.Add(line);
            Log.Line(logger, LogLevel.Information, line);
        }
    }

    private void Error(string line)
    {
        tail.Add(line);
        Log.Line(logger, part.LevelOfError(line), line);
    }

    private async Task KeepRunningAsync()
    {
        try
        {
            while (true)
            {
                var exitCode = await child!.Exited.WaitAsync(stopping.Token);

                // Ctrl-C also reaches the children; the stop of this process may follow in a moment.
                await Task.Delay(Grace, time, stopping.Token);
                var wait = pause.Next();
                Report("restarting");
                Log.Ended(logger, exitCode, wait.TotalSeconds);
                await Task.Delay(wait, time, stopping.Token);
                restarts++;
                _ = Launch();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped on purpose.
        }
    }

    private void Report(string state, int? processId = null) => Changed?.Invoke(new PartStatus(part.Name, state, processId, restarts));

    private static partial class Log
    {
        [LoggerMessage(Message = "{Line}")]
        public static partial void Line(ILogger logger, LogLevel level, string line);

        [LoggerMessage(Level = LogLevel.Error, Message = "ended with exit code {ExitCode}; starting it again in {Seconds:0.0} s")]
        public static partial void Ended(ILogger logger, int exitCode, double seconds);
    }
}
