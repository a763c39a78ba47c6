using static Butler.Functions.Tests.Dashboards.Queries;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>The health of relays and of the function app.</summary>
internal static class ButlerDashboard
{
    private const string Counters = "butler_counters";
    private const string Memory = "butler_memory_usage";
    private const string Queue = "butler_udp_queue";

    public static Dashboard Create() => new(
        "butler",
        "Butler",
        "Relays and function app: what they received, sent and lost, their memory and uptime.",
        Number("Datagrams lost", Sum("Lost", Queue, "messages_dropped_total"), Red),
        Number("Datagrams received", Sum("Received", Queue, "messages_received"), Green),
        Number("Deliveries sent", Grown("Sent", "deliveries_sent"), Green),
        Number("Dead deliveries", Grown("Dead", "deliveries_dead"), Red),
        new Panel(
            PanelKinds.Lines, "Datagrams",
            SumOverTime("Received", "messages_received"), SumOverTime("Queued", "messages_queued"),
            SumOverTime("Forwarded", "messages_processed"), SumOverTime("Failed", "messages_failed")) { IsBars = true },
        new Panel(
            PanelKinds.Lines, "Datagrams lost, by reason",
            SumOverTime("Journal full", "messages_dropped_queue_full"), SumOverTime("Rate limit", "messages_dropped_rate_limit"),
            SumOverTime("Too large", "messages_dropped_size"), SumOverTime("Sender not allowed", "messages_dropped_source"),
            SumOverTime("By the kernel", "messages_dropped_kernel")) { IsBars = true },
        new Panel(
            PanelKinds.Lines, "Events on relays",
            Last("Waiting", Queue, "queue_size", "relay"), Last("Under way", Queue, "queue_pending", "relay")),
        new Panel(PanelKinds.Lines, "Journal used", Last("Used", Queue, "queue_utilization_pct", "relay")) { Unit = "percent" },
        new Panel(
            PanelKinds.Lines, "Time from datagram to Service Bus",
            Last("Average", Queue, "processing_time_avg_ms", "relay"), Last("95th percentile", Queue, "processing_time_p95_ms", "relay"),
            Last("Maximum", Queue, "processing_time_max_ms", "relay")) { Unit = "ms" },
        new Panel(
            PanelKinds.Lines, "Deliveries",
            Increase("Sent", Counters, "deliveries_sent", "instance"), Increase("Retried", Counters, "deliveries_retried", "instance"),
            Increase("Dead", Counters, "deliveries_dead", "instance")) { IsBars = true },
        new Panel(PanelKinds.Lines, "Memory of relays", Of("relay", Memory, "process_memory")) { Unit = "decmbytes" },
        new Panel(PanelKinds.Lines, "Memory of the function app", Of("instance", Memory, "process_memory")) { Unit = "decmbytes" },
        new Panel(PanelKinds.Lines, "Heap of relays", Of("relay", Memory, "heap_used")) { Unit = "decmbytes" },
        new Panel(PanelKinds.Lines, "Heap of the function app", Of("instance", Memory, "heap_used")) { Unit = "decmbytes" },
        new Panel(PanelKinds.Lines, "Uptime of relays", Of("relay", Counters, "uptime_ms")) { Unit = "ms" },
        new Panel(PanelKinds.Lines, "Uptime of the function app", Of("instance", Counters, "uptime_ms")) { Unit = "ms" });

    /// <summary>The last value of each relay or instance.</summary>
    private static PanelQuery Of(string tag, string measurement, string field) =>
        Last(field, measurement, field, tag) with { Where = (tag, null) };

    private static PanelQuery Sum(string name, string measurement, string field) => new(name, measurement)
    {
        Fields = [field],
        Fold = Fold.Sum,
        Shape = Shape.Total,
    };

    private static PanelQuery SumOverTime(string name, string field) => Sum(name, Queue, field) with { Shape = Shape.OverTime };

    private static PanelQuery Grown(string name, string field) => Increase(name, Counters, field, "instance") with { Shape = Shape.Total };
}
