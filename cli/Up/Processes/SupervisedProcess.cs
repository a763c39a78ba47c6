using Butler.Cli.Up.Output;

namespace Butler.Cli.Up.Processes;

/// <summary>A child that is to run for as long as <c>butler up</c> does: started again when it dies, at growing intervals.</summary>
internal sealed class SupervisedProcess(SupervisedPart part, UpState state, IUpOutput output, TimeProvider time) : IAsyncDisposable
{
    private readonly RestartPause pause = new(time);
    private readonly CancellationTokenSource stopping = new();
    private readonly TailOfLines tail = new(50);
    private ChildProcess? child;
    private Task running = Task.CompletedTask;
    private int restarts;

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <exception cref="ChildStartException">It ended before, or took too long.</exception>
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
            throw new ChildStartException($"{part.Name} did not get ready within {part.StartTimeout.TotalSeconds:0} s{tail}");
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
            state.Set(part.Name, "stopped");
        }
    }

    private Task Launch()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        child?.Dispose();
        child = ChildProcess.Start(part.Start, line => Output(line, ready), line => Error(line));
        pause.Started();
        state.Set(part.Name, "starting", child.Id, restarts);
        return ready.Task;
    }

    private void Output(string line, TaskCompletionSource ready)
    {
        if (part.IsReadyLine(line) && ready.TrySetResult())
        {
            state.Set(part.Name, "running", child?.Id, restarts);
        }

        if (part.ShowsOutput)
        {
            tail.Add(line);
            output.Line(part.Name, LogLevel.Information, line);
        }
    }

    private void Error(string line)
    {
        tail.Add(line);
        output.Line(part.Name, LogLevel.Error, line);
    }

    private async Task KeepRunningAsync()
    {
        try
        {
            while (true)
            {
                var exitCode = await child!.Exited.WaitAsync(stopping.Token);
                var wait = pause.Next();
                state.Set(part.Name, "restarting");
                output.Line(part.Name, LogLevel.Error, $"ended with exit code {exitCode}; starting it again in {wait.TotalSeconds:0.0} s");
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
}
