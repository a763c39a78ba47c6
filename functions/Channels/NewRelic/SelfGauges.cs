using Butler.Core.Events;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>
/// The metrics of <c>butler.metrics</c>: Butler's five under its names, and each counter. Their attributes say only whose they are: New
/// Relic counts each combination of attributes as a time series of its own, so numbers and ids do not belong there.
/// </summary>
internal static class SelfGauges
{
    public static IEnumerable<(string Name, double? Value)> Of(CloudEvent @event)
    {
        var fields = new EventFields(@event);
        var (counters, since) = (fields.Object("counters"), fields.Object("sinceLast"));
        return
        [
            ("qs_butlerHeapUsed", fields.Number("heapUsed")),
            ("qs_butlerHeapTotal", fields.Number("heapTotal")),
            ("qs_butlerExternalMem", fields.Number("external")),
            ("qs_butlerProcessMem", fields.Number("processMemory")),
            ("qs_butlerUptimeMillisec", fields.Number("uptimeMs")),
            .. counters.Names.Select(name => ($"butler_{name}", counters.Number(name))),

            // The times to Service Bus have no total.
            ("butler_forwardAvgMs", since.Number("forwardAvgMs")),
            ("butler_forwardP95Ms", since.Number("forwardP95Ms")),
            ("butler_forwardMaxMs", since.Number("forwardMaxMs")),
        ];
    }

    /// <summary>The interval of the metrics, in milliseconds.</summary>
    public static double? Interval(CloudEvent @event) => new EventFields(@event).Number("intervalMs");

    public static void AddAttributes(Attributes attributes, CloudEvent @event)
    {
        var fields = new EventFields(@event);
        attributes.Set("version", fields.Text("version")).Set("butler_site", @event.Site).Set("butler_environment", @event.Environment)
            .Set("butler_relay", @event.Relay).Set("butler_instance", fields.Text("instance"));
    }
}
