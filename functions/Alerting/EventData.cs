using System.Text.Json;
using Butler.Core.Events;

namespace Butler.Functions.Alerting;

/// <summary>Reads the data of an event by its type.</summary>
internal static class EventData
{
    /// <summary>The data of a task event or a datagram that was not understood; null for other events.</summary>
    /// <exception cref="JsonException">The data are of another shape.</exception>
    public static TaskEventData? Task(CloudEvent @event) =>
        @event.Type.StartsWith("sense.", StringComparison.Ordinal) && @event.Data is { ValueKind: JsonValueKind.Object } data
            ? Whole(data.Deserialize(EventJson.Default.TaskEventData))
            : null;

    /// <summary>The data of <c>butler.event.late</c>.</summary>
    public static LateSummary? LateSummary(CloudEvent @event) => @event.Data?.Deserialize(AlertingJson.Default.LateSummary);

    /// <summary>The data of <c>butler.delivery.dead</c>.</summary>
    public static DeadDelivery? DeadDelivery(CloudEvent @event) => @event.Data?.Deserialize(AlertingJson.Default.DeadDelivery);

    /// <summary>Events of services and licences are never enriched and have no such part.</summary>
    private static TaskEventData? Whole(TaskEventData? data) => data is null || data.Enrichment?.Missing is not null ? data : data with { Enrichment = new EnrichmentInfo() };
}
