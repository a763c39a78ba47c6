using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>
/// Runs a monitor: at the start, and then at its interval. A failure is said once and is a warning in heartbeats until it ends, and a
/// monitor with a long interval looks again sooner; other monitors go on.
/// </summary>
internal sealed partial class MonitorLoop(IMonitor monitor, TimeProvider time, ILogger<MonitorLoop> logger) : ILoop, IWarningSource
{
    /// <summary>A failing monitor is mentioned again this often.</summary>
    private static readonly TimeSpan SayAgain = TimeSpan.FromHours(6);

    /// <summary>The longest time to the next look after a failure.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    private readonly QuietLog trouble = new(time, SayAgain);
    private volatile string? problem;

    public LoopProgress Progress { get; } = new($"monitor {monitor.Name}", time);

    public IEnumerable<string> Warnings => problem is { } said ? [$"The monitor {monitor.Name} fails: {said}"] : [];

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                Progress.Report();
                var pause = await TryAsync(stopping) || monitor.Every < AfterFailure ? monitor.Every : AfterFailure;
                Progress.Report(pause);
                await Task.Delay(pause, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping; the next start looks again.
        }
    }

    /// <returns>Whether it could look.</returns>
    private async Task<bool> TryAsync(CancellationToken stopping)
    {
        try
        {
            await monitor.LookAsync(stopping);
            problem = null;
            if (trouble.End() is { } lasted)
            {
                Log.LooksAgain(logger, monitor.Name, lasted);
            }

            return true;
        }
        catch (Exception failure) when (failure is MonitorException or QrsException)
        {
            problem = failure.Message;
            if (trouble.IsDue())
            {
                Log.CannotLook(logger, monitor.Name, failure.Message);
            }

            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The monitor {Monitor} failed, and will look again: {Problem}")]
        public static partial void CannotLook(ILogger logger, string monitor, string problem);

        [LoggerMessage(2, LogLevel.Information, "The monitor {Monitor} works again, after {Lasted}")]
        public static partial void LooksAgain(ILogger logger, string monitor, TimeSpan lasted);
    }
}
