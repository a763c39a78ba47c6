using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Influx;

/// <summary>
/// Creates the points of <c>butler.metrics</c>: memory and the relay's queue under Butler's names, and all counters. Relays and instances
/// have tags of their own, because points of the same tags and time replace each other.
/// </summary>
internal static class SelfPoints
{
    /// <summary>From this share of the journal on, Butler's field <c>backpressure_active</c> is 1, as in Butler's sample.</summary>
    private const double BackpressurePercent = 80;

    public static IEnumerable<Point> Of(CloudEvent @event, Func<string, Point> @new)
    {
        var fields = new EventFields(@event);
        yield return Memory(fields, Tagged(@event, fields, @new("butler_memory_usage")));
        if (!fields.Object("sinceLast").IsEmpty)
        {
            yield return Queue(fields, Tagged(@event, fields, @new("butler_udp_queue")));
        }

        yield return Counters(fields, Tagged(@event, fields, @new("butler_counters")));
    }

    private static Point Tagged(CloudEvent @event, EventFields fields, Point point) => point
        .Tag("site", @event.Site).Tag("relay", @event.Relay).Tag("instance", fields.Text("instance"));

    private static Point Memory(EventFields fields, Point point) => point
        .Tag("version", fields.Text("version"))
        .Field("heap_used", Megabytes(fields.Number("heapUsed")))
        .Field("heap_total", Megabytes(fields.Number("heapTotal")))
        .Field("external", Megabytes(fields.Number("external")))
        .Field("process_memory", Megabytes(fields.Number("processMemory")));

    /// <summary>
    /// Butler clears its counters at each write, so a dashboard adds them up: these are the counts since the event before. A repeated
    /// event is recognized by its id and not by a cache, so the fields of that cache are 0.
    /// </summary>
    private static Point Queue(EventFields fields, Point point)
    {
        var (now, since) = (fields.Object("counters"), fields.Object("sinceLast"));
        var percent = now.Number("journalPercent");
        return point
            .Field("messages_dropped_total", Sum(since.Number("refused"), since.Number("kernelDrops")))
            .Field("messages_dropped_queue_full", since.Number("refusedFull"))
            .Field("messages_dropped_rate_limit", since.Number("refusedRate"))
            .Field("messages_dropped_size", since.Number("refusedSize"))
            .Field("messages_dropped_source", since.Number("refusedSource"))
            .Field("messages_dropped_kernel", since.Number("kernelDrops"))
            .Field("messages_received", since.Number("received"))
            .Field("messages_queued", since.Number("accepted"))
            .Field("messages_processed", since.Number("forwarded"))
            .Field("messages_failed", Sum(since.Number("unparsed"), since.Number("rejected")))
            .Field("queue_size", now.Number("waiting"))
            .Field("queue_utilization_pct", percent)
            .Field("queue_pending", now.Number("underWay"))
            .Field("backpressure_active", percent is null ? null : percent >= BackpressurePercent ? 1d : 0d)
            .Field("processing_time_avg_ms", since.Number("forwardAvgMs"))
            .Field("processing_time_p95_ms", since.Number("forwardP95Ms"))
            .Field("processing_time_max_ms", since.Number("forwardMaxMs"))
            .Field("deduplication_cache_size", 0d)
            .Field("messages_dropped_duplicate", 0d)
            .Field("rate_limit_current", PerMinute(since.Number("received"), fields.Number("intervalMs")));
    }

    private static Point Counters(EventFields fields, Point point)
    {
        point.Field("uptime_ms", fields.Number("uptimeMs"));
        var counters = fields.Object("counters");
        foreach (var name in counters.Names)
        {
            point.Field(Point.SnakeCase(name), counters.Number(name));
        }

        return point;
    }

    private static double? Sum(double? one, double? other) => one is null && other is null ? null : (one ?? 0) + (other ?? 0);

    private static double? PerMinute(double? count, double? intervalMs) =>
        intervalMs > 0 && count is { } number ? Math.Round(number * 60_000 / intervalMs.Value, 2) : null;

    private static double? Megabytes(double? bytes) => bytes is { } number ? Math.Round(number / 1024 / 1024, 2) : null;
}
