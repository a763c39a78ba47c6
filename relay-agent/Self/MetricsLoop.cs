using System.Globalization;
using Butler.Core.Events;
using Butler.Core.SelfReports;
using Butler.Core.Time;
using Butler.RelayAgent.Health;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Sense.Events;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Self;

/// <summary>
/// Raises <c>butler.metrics</c> at each interval, the first one an interval after the start, and logs uptime and memory. The event goes
/// into the journal and from there the way of all events.
/// </summary>
internal sealed partial class MetricsLoop(
    SelfMetricsOptions options, RelayIdentity relay, RelayFigures figures, OwnRecords records, Func<ProcessMemory> memory,
    TimeProvider time, ILogger<MetricsLoop> logger) : ILoop
{
    private readonly long started = time.GetTimestamp();
    private readonly QuietLog trouble = new(time);

    public LoopProgress Progress { get; } = new("metrics", time);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            Progress.Report(options.Every);
            while (await timer.WaitForNextTickAsync(stopping))
            {
                Progress.Report();
                await RaiseAsync();
                Progress.Report(options.Every);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The relay is stopping.
        }
    }

    private async Task RaiseAsync()
    {
        var uptime = time.GetElapsedTime(started);
        var data = figures.AddTo(new SelfMetrics
        {
            Version = RelayStatus.Version,
            UptimeMs = (long)uptime.TotalMilliseconds,
            IntervalMs = (long)options.Every.TotalMilliseconds,
            Counters = new Dictionary<string, double>(),
        }.With(memory()));
        Log.Uptime(logger, UptimeText.Words(uptime), data.MemoryWords());
        if (await records.AddAsync(Event(data)))
        {
            figures.Told(data);
            trouble.End();
        }
        else if (trouble.IsDue())
        {
            Log.NotRaised(logger);
        }
    }

    private CloudEvent Event(SelfMetrics data)
    {
        var now = time.GetUtcNow();
        return new CloudEvent
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{relay.Site}:metrics:{relay.Name}:{now.ToUnixTimeMilliseconds()}"),
            Source = $"/sense/{Uri.EscapeDataString(relay.Site)}/{Uri.EscapeDataString(relay.Name)}",
            Type = EventTypes.Metrics,
            Subject = $"relay/{relay.Name}",
            Time = now,
            ReceivedTime = now,
            Site = relay.Site,
            Environment = relay.Environment,
            Relay = relay.Name,
            Data = data.ToJson(),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Running for {Uptime}; memory: {Memory}")]
        public static partial void Uptime(ILogger logger, string uptime, string memory);

        [LoggerMessage(2, LogLevel.Warning, "The journal did not accept the event butler.metrics; the next one includes its counts")]
        public static partial void NotRaised(ILogger logger);
    }
}
