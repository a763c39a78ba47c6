using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Alerts;

/// <summary>The words for each type of event.</summary>
internal static class EventWords
{
    /// <summary>The event in a few words, with a capital letter.</summary>
    public static string Describe(string type) => EventKinds.Find(type)?.Words ?? type;

    /// <summary>The current name of the affected thing in Sense; null when it is unknown.</summary>
    public static string? Name(Alert alert) => EventNames.Of(alert.Event, alert.Task);

    /// <summary>The event and the affected thing.</summary>
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

    /// <summary>The words for the members of a group, such as <c>12 reloads failed</c>.</summary>
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

    /// <summary>The words for the things of a group's incident, such as <c>12 reloads</c>.</summary>
    public static string Things(Alert alert)
    {
        var things = (alert.Reason.Members ?? []).Select(m => EventKinds.Find(m.Type)?.Things ?? "things").Distinct(StringComparer.Ordinal)
            .ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{alert.Reason.MemberCount} {(things is [var one] ? one : "tasks")}");
    }
}
