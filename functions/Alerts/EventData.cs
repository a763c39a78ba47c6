using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Alerts;

/// <summary>Reads the data of an event by its type.</summary>
internal static class EventData
{
    /// <summary>
    /// The data of an event about a task, or of a datagram that could not be parsed; null for other events, whose data may have any shape.
    /// </summary>
    /// <exception cref="JsonException">The data are of another shape.</exception>
    public static TaskEventData? Task(CloudEvent @event) =>
        EventKinds.Find(@event.Type) is { HasTaskData: true } && @event.Data is { ValueKind: JsonValueKind.Object } data
            ? Whole(data.Deserialize(EventJson.Default.TaskEventData))
            : null;

    /// <summary>The host of an event: the host that logged it, or the monitored one; null if the event names no host.</summary>
    public static string? Host(CloudEvent @event, TaskEventData? task) =>
        task is not null ? task.Host : EventKinds.Find(@event.Type)?.Has("host") == true ? new EventFields(@event).Text("host") : null;

    /// <summary>The parts of an event that could not be looked up.</summary>
    public static IReadOnlyList<string> Missing(CloudEvent @event, TaskEventData? task) =>
        task is not null ? task.Enrichment.Missing
        : @event.Tenant is not null ? new EventFields(@event).Object("enrichment").Texts("missing")
        : [];

    /// <summary>The script log of an event; null when the event has none.</summary>
    public static ScriptLogInfo? ScriptLog(CloudEvent @event, TaskEventData? task)
    {
        if (task is not null || @event.Tenant is null)
        {
            return task?.ScriptLog;
        }

        var log = new EventFields(@event).Object("scriptLog");
        return log.IsEmpty ? null : new ScriptLogInfo
        {
            Head = log.Texts("head"),
            Tail = log.Texts("tail"),
            Lines = (int)Math.Clamp(log.Number("lines") ?? 0, 0, int.MaxValue),
            Characters = (long)Math.Clamp(log.Number("characters") ?? 0, 0, 1e15),
        };
    }

    /// <summary>The data of <c>butler.event.late</c>.</summary>
    public static LateSummary? LateSummary(CloudEvent @event) => @event.Data?.Deserialize(AlertsJson.Default.LateSummary);

    /// <summary>The data of <c>butler.delivery.dead</c>.</summary>
    public static DeadDelivery? DeadDelivery(CloudEvent @event) => @event.Data?.Deserialize(AlertsJson.Default.DeadDelivery);

    /// <summary>Adds the enrichment that old events may lack.</summary>
    private static TaskEventData? Whole(TaskEventData? data) =>
        data is null || data.Enrichment?.Missing is not null ? data : data with { Enrichment = new EnrichmentInfo() };
}
