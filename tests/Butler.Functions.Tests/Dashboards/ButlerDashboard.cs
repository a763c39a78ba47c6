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
        Bars(
            "Datagrams",
            SumOverTime("Received", "messages_received"), SumOverTime("Queued", "messages_queued"),
            SumOverTime("Forwarded", "messages_processed"), SumOverTime("Failed", "messages_failed")),
        Bars(
            "Datagrams lost, by reason",
            SumOverTime("Journal full", "messages_dropped_queue_full"), SumOverTime("Rate limit", "messages_dropped_rate_limit"),
            SumOverTime("Too large", "messages_dropped_size"), SumOverTime("Sender not allowed", "messages_dropped_source"),
            SumOverTime("By the kernel", "messages_dropped_kernel")),
        Lines("Events on relays", Last("Waiting", Queue, "queue_size", "relay"), Last("Under way", Queue, "queue_pending", "relay")),
        Lines("Journal used", "percent", Last("Used", Queue, "queue_utilization_pct", "relay")),
        Lines(
            "Time from datagram to Service Bus", "ms",
            Last("Average", Queue, "processing_time_avg_ms", "relay"), Last("95th percentile", Queue, "processing_time_p95_ms", "relay"),
            Last("Maximum", Queue, "processing_time_max_ms", "relay")),
        Bars(
            "Deliveries",
            Increase("Sent", Counters, "deliveries_sent", "instance"), Increase("Retried", Counters, "deliveries_retried", "instance"),
            Increase("Dead", Counters, "deliveries_dead", "instance")),
        Lines("Memory of relays", "decmbytes", Of("relay", Memory, "process_memory")),
        Lines("Memory of the function app", "decmbytes", Of("instance", Memory, "process_memory")),
        Lines("Heap of relays", "decmbytes", Of("relay", Memory, "heap_used")),
        Lines("Heap of the function app", "decmbytes", Of("instance", Memory, "heap_used")),
        Lines("Uptime of relays", "ms", Of("relay", Counters, "uptime_ms")),
        Lines("Uptime of the function app", "ms", Of("instance", Counters, "uptime_ms")));

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
