using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Alerts;

/// <summary>What events of each type are called.</summary>
internal static class EventWords
{
    /// <summary>What happened, in a few words that begin with a capital.</summary>
    public static string Describe(string type) => EventKinds.Find(type)?.Words ?? type;

    /// <summary>The name of what it happened to, as Sense has it now; null where none is known.</summary>
    public static string? Name(Alert alert) => EventNames.Of(alert.Event, alert.Task);

    /// <summary>What happened to what.</summary>
    public static string One(Alert alert)
    {
        var type = alert.Event.Type;
        switch (type)
        {
            case EventTypes.Unparsed:
                return $"Datagram from {alert.Task?.Host ?? alert.Task?.Sender ?? "an unknown host"} not understood";
            case EventTypes.EventLate when EventData.LateSummary(alert.Event) is { } late:
                return string.Create(CultureInfo.InvariantCulture, $"{late.Count} events came late (route {late.Route})");
            case EventTypes.DeliveryDead when EventData.DeadDelivery(alert.Event) is { } dead:
                return $"Alert could not be delivered to {dead.Channel}";
            case EventTypes.DeliveryRecovered when alert.Event.Data?.TryGetProperty("count", out var count) == true:
                return $"{count} lost alerts were found and are sent again";
            case var _ when (SystemText.Title(alert) ?? MonitorText.Title(alert)) is { } title:
                return title;
            default:
                return Name(alert) is { } name ? $"{Describe(type)}: {name}" : Describe(type);
        }
    }

    /// <summary>What happened to the members of a group, such as <c>12 reloads failed</c>.</summary>
    public static string Many(Alert alert)
    {
        var members = alert.Reason.Members ?? [];
        var count = Math.Max(alert.Reason.Count, members.Count);
        if (count == 1)
        {
            return One(alert);
        }

        var types = members.Select(m => m.Type).Append(alert.Event.Type).Distinct(StringComparer.Ordinal).ToList();
        var kinds = types.Select(EventKinds.Find).ToList();
        var what = kinds switch
        {
            [{ } one] => one.Many,
            [{ Outcome: { } outcome }, ..] when kinds.TrueForAll(k => k?.Outcome == outcome) => $"tasks {outcome}",
            [null] => $"times: {types[0]}",
            _ => "events",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count} {what}");
    }

    /// <summary>What a group's incident is about, such as <c>12 reloads</c>.</summary>
    public static string Things(Alert alert)
    {
        var things = (alert.Reason.Members ?? []).Select(m => EventKinds.Find(m.Type)?.Things ?? "things").Distinct(StringComparer.Ordinal).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{alert.Reason.MemberCount} {(things is [var one] ? one : "tasks")}");
    }
}
