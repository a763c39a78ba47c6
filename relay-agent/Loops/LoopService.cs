using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Loops;

/// <summary>
/// Runs a loop while the relay runs. A loop that throws or ends is logged, counted, and started again after a growing pause; the other
/// loops continue.
/// </summary>
internal sealed partial class LoopService(ILoop loop, LoopRestarts restarts, TimeProvider time, Random random, ILogger<LoopService> logger)
    : BackgroundService
{
    /// <summary>The time limit for stopping the loop.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StopTimeout, time);
        await base.StopAsync(timeout.Token);
        if (ExecuteTask is { IsCompleted: false })
        {
            Log.NotStopped(logger, StopTimeout.TotalSeconds, loop.Progress.Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            loop.Progress.Report();
            var fault = await FaultOfAsync(stoppingToken);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            failures = time.GetElapsedTime(started) >= LoopRestarts.Steady ? 1 : failures + 1;
            var pause = RetryPauses.After(failures, fault: null, random);
            Log.Restarts(logger, fault, loop.Progress.Name, pause.TotalSeconds, restarts.Add(loop.Progress.Name, fault));
            loop.Progress.Report(pause);
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Exception> FaultOfAsync(CancellationToken stopping)
    {
        try
        {
            await loop.RunAsync(stopping);
            return new InvalidOperationException("The loop ended although the relay is not stopping.");
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The {Loop} failed and starts again in {Seconds:0.0} s ({Count} times since the start)")]
        public static partial void Restarts(ILogger logger, Exception fault, string loop, double seconds, int count);

        [LoggerMessage(2, LogLevel.Error, "The {Loop} failed while the relay was stopping")]
        public static partial void FailedAtStop(ILogger logger, Exception fault, string loop);

        [LoggerMessage(3, LogLevel.Error, "The relay ends although these parts did not stop within {Seconds:0} s: {Loops}")]
        public static partial void NotStopped(ILogger logger, double seconds, string loops);
    }
}
