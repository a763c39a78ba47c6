using Butler.Core.Azure.Tables;
using Butler.Functions.Alerts;

namespace Butler.Functions.Delivering;

/// <summary>The columns that describe a delivery without its event.</summary>
internal static class DeliveryColumns
{
    /// <summary>The columns that a list reads, without the event.</summary>
    public static readonly string[] Listed =
    [
        "State", "Attempt", "Replay", "ReplayAsked", "ReplayAskedTime", "Reason", "Answer", "What", "Channel", "Route", "Recipient", "Type",
        "EventId", "Task", "Subject", "Site",
        "PlannedTime", "NextTime", "SentTime", "DeadTime", DeadIndex.EventKeyColumn,
    ];

    /// <summary>Sets the columns.</summary>
    public static TableRow Set(TableRow entity, DeliveryMessage delivery) => entity
        .Set("Channel", delivery.Delivery.Channel)
        .Set("Route", delivery.Delivery.Route)
        .Set("Recipient", delivery.Delivery.Recipient)
        .Set("Type", delivery.Event.Type)
        .Set("EventId", delivery.Event.Id)
        .SetShown("Task", TaskName(delivery))
        .SetShown("Subject", delivery.Event.Subject)
        .Set("Site", delivery.Event.Site)
        .Set("PlannedTime", delivery.Planned);

    /// <summary>The task's name from the event's data, without decoding all of them.</summary>
    private static string? TaskName(DeliveryMessage delivery) =>
        delivery.Event.Data is { ValueKind: System.Text.Json.JsonValueKind.Object } data
        && data.TryGetProperty("taskName", out var name) && name.ValueKind == System.Text.Json.JsonValueKind.String
            ? name.GetString()
            : null;
}
