using System.Globalization;
using Butler.Core.Events;
using Butler.Functions.Alerting;

namespace Butler.Functions.Channels;

/// <summary>The plain words of an alert, which the built-in forms of all channels share.</summary>
internal static class AlertText
{
    /// <summary>One line: what happened to what.</summary>
    public static string Title(Alert alert) => alert.Reason.Kind == AlertKind.Test ? $"TEST: {Words(alert)}" : Words(alert);

    private static string Words(Alert alert)
    {
        var type = alert.Event.Type;
        switch (type)
        {
            case EventTypes.Unparsed:
                return $"Datagram from {alert.Task?.Host ?? "an unknown host"} not understood";
            case EventTypes.EventLate when EventData.LateSummary(alert.Event) is { } late:
                return string.Create(CultureInfo.InvariantCulture, $"{late.Count} events came late (route {late.Route})");
            case EventTypes.DeliveryDead when EventData.DeadDelivery(alert.Event) is { } dead:
                return $"Alert could not be delivered to {dead.Channel}";
            case var _ when SystemText.Title(alert) is { } title:
                return title;
            default:
                var name = alert.Task?.Task?.Name ?? alert.Task?.TaskName;
                return $"{What(type)}{(string.IsNullOrEmpty(name) ? "" : ": " + name)}";
        }
    }

    /// <summary>What is known, in the order people ask for it.</summary>
    public static IReadOnlyList<(string Label, string Value)> Facts(Alert alert)
    {
        var facts = new List<(string, string)>();
        void Add(string label, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                facts.Add((label, value));
            }
        }

        if (alert.Task is { } task)
        {
            Add("App", task.App?.Name ?? task.AppName);
            Add("Stream", task.App?.Stream);
            Add("Owner", task.Owner is { } owner ? owner.Name ?? owner.UserId : null);
            Add("User", task.User);
            Add("Host", task.Host);
        }

        Add("Time", Time(alert, alert.Event.Time));
        Add("Duration", alert.Task?.Execution?.DurationMs is { } ms ? TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) : null);
        Add("Site", alert.Event.Site is { } site && alert.Event.Environment is { } environment ? $"{site} ({environment})" : alert.Event.Site);
        Add("Error", alert.Task?.ErrorLines is { Count: > 0 } lines ? string.Join('\n', lines) : null);
        Add("Message", alert.Task?.LogMessage);
        Add("Reason", alert.Task?.Reason);
        Add("Datagram", alert.Task?.Raw is { Length: > 500 } raw ? raw[..500] + "..." : alert.Task?.Raw);
        Add("Execution", alert.Task?.ExecutionId);
        foreach (var (label, value) in SystemText.Facts(alert))
        {
            Add(label, value);
        }

        if (alert.Event.Type == EventTypes.DeliveryDead && EventData.DeadDelivery(alert.Event) is { } dead)
        {
            Add("Event", $"{dead.EventType} ({dead.EventId})");
            Add("Route", dead.Route);
            Add("Reason", dead.Reason);
            Add("Delivery", dead.Reference);
        }
        else if (alert.Event.Type == EventTypes.EventLate && EventData.LateSummary(alert.Event) is { } late)
        {
            Add("From", Time(alert, late.First));
            Add("To", Time(alert, late.Last));
            Add("Events", string.Join('\n', late.Events));
        }

        return facts;
    }

    /// <summary>What the reader should know about the alert itself.</summary>
    public static IReadOnlyList<string> Notes(Alert alert)
    {
        var notes = new List<string>();
        if (alert.Delivery.Throttle is { HeldBack: > 0 } throttle)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{throttle.HeldBack} more held back since {Time(alert, throttle.Since ?? alert.Event.Time)}."));
        }

        if (alert.Task?.Enrichment.Missing is { Count: > 0 } missing)
        {
            notes.Add($"Not known: {string.Join(", ", missing)}.");
        }

        if (alert.Delivery.FailedOpen is { Count: > 0 } open)
        {
            notes.Add($"Taken as matching although not known: {string.Join(", ", open)}.");
        }

        if (alert.Task?.Cut is { Count: > 0 } cut)
        {
            notes.Add($"Shortened: {string.Join(", ", cut)}.");
        }

        if (alert.PossibleDuplicate)
        {
            notes.Add("This may be a duplicate: an earlier attempt was cut off after it was sent.");
        }

        return notes;
    }

    /// <summary>A time in the site's zone, with its offset.</summary>
    public static string Time(Alert alert, DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, alert.Site.TimeZone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private static string What(string type)
    {
        var parts = type.Split('.');
        if (parts is not ["sense", var kind, var outcome])
        {
            return type;
        }

        var subject = kind switch
        {
            "externalprogram" => "External program",
            "usersync" => "User sync",
            "distribute" => "Distribution",
            "task" => "Task",
            _ => char.ToUpperInvariant(kind[0]) + kind[1..],
        };
        return $"{subject} {outcome}";
    }
}
