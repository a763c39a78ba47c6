using System.Reflection;
using Butler.Core.SelfReports;
using Butler.Functions.Delivering;
using Butler.Functions.Routing;

namespace Butler.Functions.Self;

/// <summary>What this instance of the app reports of itself.</summary>
internal sealed class AppFigures(
    EventTelemetry events, DeliveryCounts deliveries, Circuits circuits, Func<string, string?> environment, Func<ProcessMemory> memory)
{
    private static readonly string Version =
        typeof(AppFigures).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The instance, as telemetry names it.</summary>
    public string Instance { get; } = environment("WEBSITE_INSTANCE_ID") is { Length: > 0 } id ? id : Environment.MachineName;

    public SelfMetrics Read(TimeSpan uptime, TimeSpan interval)
    {
        var totals = deliveries.Totals;
        return new SelfMetrics
        {
            Version = Version,
            Instance = Instance,
            UptimeMs = (long)uptime.TotalMilliseconds,
            IntervalMs = (long)interval.TotalMilliseconds,
            Counters = new Dictionary<string, double>
            {
                ["events"] = events.Runs,
                ["deliveriesPlanned"] = totals.Planned,
                ["deliveriesSent"] = totals.Sent,
                ["deliveriesRetried"] = totals.Retried,
                ["deliveriesDead"] = totals.Dead,
                ["destinationsAway"] = circuits.Open.Count,
            },
        }.With(memory());
    }
}
