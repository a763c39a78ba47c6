using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Health;

/// <summary>
/// Notifies systemd that the relay is alive while every part makes progress. A part that stalls at two consecutive checks ends the relay
/// with an error, because Windows has no watchdog of its own.
/// </summary>
internal sealed partial class Watchdog(
    Liveness liveness, RelayFailure failure, TimeProvider time, ILogger<Watchdog> logger, SystemdNotices? systemd = null) : ILoop
{
    /// <summary>The interval of checks, unless systemd requires a shorter one.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    public LoopProgress Progress { get; } = new("watchdog", time);

    public async Task RunAsync(CancellationToken stopping)
    {
        var every = systemd?.WatchdogInterval is { } patience && patience / 3 < Every ? patience / 3 : Every;
        using var timer = new PeriodicTimer(every, time);
        var stalledBefore = false;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Progress.Report(every);
            if (liveness.Stalled() is not { } stalled)
            {
                systemd?.Alive();
                stalledBefore = false;
            }
            else if (stalledBefore)
            {
                failure.Set(stalled, new TimeoutException("it does not respond"));
            }
            else
            {
                Log.Stalled(logger, stalled);
                stalledBefore = true;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The {Loop} does not respond; unless it recovers soon, the relay ends and is started again")]
        public static partial void Stalled(ILogger logger, string loop);
    }
}
