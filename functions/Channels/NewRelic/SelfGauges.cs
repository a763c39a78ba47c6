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
        var counters = fields.Object("counters");
        return
        [
            ("qs_butlerHeapUsed", fields.Number("heapUsed")),
            ("qs_butlerHeapTotal", fields.Number("heapTotal")),
            ("qs_butlerExternalMem", fields.Number("external")),
            ("qs_butlerProcessMem", fields.Number("processMemory")),
            ("qs_butlerUptimeMillisec", fields.Number("uptimeMs")),
            .. counters.Names.Select(name => ($"butler_{name}", counters.Number(name))),
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
