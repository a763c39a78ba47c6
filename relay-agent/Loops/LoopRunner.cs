using System.Collections.Concurrent;
using System.Globalization;
using Butler.RelayAgent.Counting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Loops;

/// <summary>
/// Runs the relay's loops. One that throws or ends by itself is started again after a growing pause, is logged and counted; the
/// others are not disturbed, and datagrams are taken meanwhile. A <see cref="RelayFailure"/> ends all of them.
/// </summary>
internal sealed partial class LoopRunner(
    IReadOnlyList<ILoop> loops, RelayFailure failure, RelayCounts counts, TimeProvider time, Random random, ILogger<LoopRunner> logger)
{
    /// <summary>A loop that ran this long works again: its next pause is the shortest one.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(5);

    /// <summary>How long the loops may take to stop.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Restarts> restarts = new();

    /// <summary>The loops that failed lately, in words for an operator.</summary>
    public IEnumerable<string> Warnings => restarts
        .Where(each => time.GetElapsedTime(each.Value.At) < Steady)
        .OrderBy(each => each.Key, StringComparer.Ordinal)
        .Select(each => string.Create(
            CultureInfo.InvariantCulture,
            $"the {each.Key} failed {each.Value.Count} times since the start, last with {each.Value.Fault}, and starts itself again: see the relay's log"));

    /// <summary>Runs until the relay is told to stop, or a part has failed for good.</summary>
    /// <exception cref="RelayFailedException">A part has failed for good.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = loops.Select(loop => (loop.Progress.Name, Task: Task.Run(() => KeepRunningAsync(loop, stop.Token), CancellationToken.None))).ToList();
        var all = Task.WhenAll(running.Select(each => each.Task));
        await Task.WhenAny(failure.Happened, Task.Delay(Timeout.Infinite, stopping));
        await stop.CancelAsync();
        try
        {
            await all.WaitAsync(StopTimeout, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Log.NotStopped(logger, string.Join(", ", running.Where(each => !each.Task.IsCompleted).Select(each => each.Name)), StopTimeout.TotalSeconds);
        }

        failure.ThrowIfSet();
    }

    private async Task KeepRunningAsync(ILoop loop, CancellationToken stopping)
    {
        var backoff = new Backoff(random);
        while (!stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            loop.Progress.Report();
            var fault = await FaultOfAsync(loop, stopping);
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            if (time.GetElapsedTime(started) >= Steady)
            {
                backoff.Reset();
            }

            var pause = backoff.Next(fault: null);
            counts.AddRestart();
            var count = restarts.AddOrUpdate(
                loop.Progress.Name,
                _ => new Restarts(1, time.GetTimestamp(), fault.GetType().Name),
                (_, before) => new Restarts(before.Count + 1, time.GetTimestamp(), fault.GetType().Name)).Count;
            Log.Restarts(logger, fault, loop.Progress.Name, pause.TotalSeconds, count);
            loop.Progress.Report(pause);
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Exception> FaultOfAsync(ILoop loop, CancellationToken stopping)
    {
        try
        {
            await loop.RunAsync(stopping);
            return new InvalidOperationException("It ended although the relay was not told to stop.");
        }
        catch (OperationCanceledException stopped) when (stopping.IsCancellationRequested)
        {
            return stopped;
        }
        catch (Exception fault)
        {
            if (stopping.IsCancellationRequested)
            {
                Log.FailedAtStop(logger, fault, loop.Progress.Name);
            }

            return fault;
        }
    }

    private sealed record Restarts(int Count, long At, string Fault);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The {Loop} failed and starts again in {Seconds:0.0} s ({Count} times since the start)")]
        public static partial void Restarts(ILogger logger, Exception fault, string loop, double seconds, int count);

        [LoggerMessage(2, LogLevel.Error, "The {Loop} failed while the relay was stopping")]
        public static partial void FailedAtStop(ILogger logger, Exception fault, string loop);

        [LoggerMessage(3, LogLevel.Error, "The relay ends although these parts did not stop within {Seconds:0} s: {Loops}")]
        public static partial void NotStopped(ILogger logger, string loops, double seconds);
    }
}
