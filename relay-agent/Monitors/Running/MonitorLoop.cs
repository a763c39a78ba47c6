using Butler.Core.Time;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>
/// Runs a monitor: at the start, and then at its interval. A failure is said once and is a warning in heartbeats until it ends; other
/// monitors go on.
/// </summary>
internal sealed partial class MonitorLoop(IMonitor monitor, TimeProvider time, ILogger<MonitorLoop> logger) : ILoop, IWarningSource
{
    /// <summary>A failing monitor is mentioned again this often.</summary>
    private static readonly TimeSpan SayAgain = TimeSpan.FromHours(6);

    private readonly QuietLog trouble = new(time, SayAgain);
    private volatile string? problem;

    public LoopProgress Progress { get; } = new($"monitor {monitor.Name}", time);

    public IEnumerable<string> Warnings => problem is { } said ? [$"The monitor {monitor.Name} fails: {said}"] : [];

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(monitor.Every, time);
        try
        {
            do
            {
                Progress.Report();
                await TryAsync(stopping);
                Progress.Report(monitor.Every);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping; the next start looks again.
        }
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await monitor.LookAsync(stopping);
            problem = null;
            if (trouble.End() is { } lasted)
            {
                Log.LooksAgain(logger, monitor.Name, lasted);
            }
        }
        catch (Exception failure) when (failure is MonitorException or QrsException)
        {
            problem = failure.Message;
            if (trouble.IsDue())
            {
                Log.CannotLook(logger, monitor.Name, failure.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The monitor {Monitor} failed, and will look again as usual: {Problem}")]
        public static partial void CannotLook(ILogger logger, string monitor, string problem);

        [LoggerMessage(2, LogLevel.Information, "The monitor {Monitor} works again, after {Lasted}")]
        public static partial void LooksAgain(ILogger logger, string monitor, TimeSpan lasted);
    }
}
