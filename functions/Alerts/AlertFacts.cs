using System.Globalization;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>Collects the facts of an alert for each kind of event.</summary>
internal sealed class AlertFacts
{
    private const int MaxValue = 1500;
    private readonly List<(string Label, string Value)> facts = [];

    public static IReadOnlyList<(string Label, string Value)> Of(Alert alert)
    {
        var facts = new AlertFacts();
        facts.OfReason(alert);
        if (alert.Reason.IsMany)
        {
            facts.Add("Site", Site(alert));
            return facts.facts;
        }

        switch (alert.Event.Type)
        {
            case EventTypes.DeliveryDead when EventData.DeadDelivery(alert.Event) is { } dead:
                facts.OfDeadDelivery(alert, dead);
                break;
            case EventTypes.EventLate when EventData.LateSummary(alert.Event) is { } late:
                facts.OfLate(alert, late);
                break;
            case EventTypes.Unparsed:
                facts.OfTask(alert, alert.Task ?? new TaskEventData());
                break;
            case var type when EventKinds.Find(type)?.About == EventThing.CloudApp:
                facts.OfCloud(alert);
                break;
            default:
                if (alert.Task is { } task)
                {
                    facts.OfLabelled(alert);
                    facts.OfTask(alert, task);
                }
                else
                {
                    facts.OfOther(alert);
                }

                break;
        }

        return facts.facts;
    }

    private static string? Site(Alert alert) =>
        alert.Event.Site is { } site && alert.Event.Environment is { } environment ? $"{site} ({environment})" : alert.Event.Site;

    /// <summary>The host that logged the event, and the node that ran the task if it is another host.</summary>
    private static string? Host(TaskEventData task) =>
        task.Execution?.Node is { Length: > 0 } node && !node.StartsWith(task.Host ?? node, StringComparison.OrdinalIgnoreCase)
            ? $"{task.Host} (ran on {node})"
            : task.Host;

    private void OfReason(Alert alert)
    {
        var reason = alert.Reason;
        switch (reason)
        {
            case { Kind: AlertKind.Resolved, First: { } first }:
                Add("Broken for", DurationText.Words(alert.Event.OrderTime - first.OrderTime));
                Add("First failure", AlertText.Time(alert, first.OrderTime));
                Add("What was wrong", reason.IsMany ? null : first.Error);
                Add("Failures", reason.Count > 1 ? reason.Count.ToString(CultureInfo.InvariantCulture) : null);
                break;
            case { Kind: AlertKind.Escalated, First: { } first }:
                Add("Failing since", AlertText.Time(alert, first.OrderTime));
                Add("Failures", reason.Count > 1 ? reason.Count.ToString(CultureInfo.InvariantCulture) : null);
                break;
            case { Kind: AlertKind.Group, Members: [var first, .., var last] }:
                Add("From", AlertText.Time(alert, first.OrderTime));
                Add("To", AlertText.Time(alert, last.OrderTime));
                break;
        }
    }

    private void OfTask(Alert alert, TaskEventData task)
    {
        Add("App", task.App?.Name ?? task.AppName);
        Add("Stream", task.App?.Stream);
        Add("Owner", task.Owner is { } owner ? owner.Name ?? owner.UserId : null);
        Add("User", task.User);
        Add("Host", Host(task));
        AddTime(alert);
        Add("Duration", task.Execution?.DurationMs is { } ms ? DurationText.Words(TimeSpan.FromMilliseconds(ms)) : null);
        if (alert.Reason.Kind == AlertKind.Resolved)
        {
            Add("Site", Site(alert));
            return;
        }

        Add("Next run", task.Task?.NextExecution is { } next ? AlertText.Time(alert, next) : null);
        Add("Tags", task.Task?.Tags is { Count: > 0 } tags ? string.Join(", ", tags) : null);
        Add("Site", Site(alert));
        Add("Message", task.LogMessage);
        Add("Reason", task.Reason);
        Add("Datagram", task.Raw is { Length: > 500 } raw ? TextCut.ToLength(raw, 500) : task.Raw);
        Add("Execution", task.ExecutionId);
    }

    private void OfCloud(Alert alert)
    {
        Add("App", AlertData.Text(alert, "appName", "name", "app.name"));
        Add("Tenant", AlertData.Text(
            alert, "tenantComment", "tenant.comment", "tenantUrl", "tenant.url", "host", "tenantId", "tenantid", "extensions.tenantId"));
        Add("Space", AlertData.Text(alert, "spaceName", "space.name"));
        Add("Owner", AlertData.Text(alert, "appOwnerName", "owner.name"));
        Add("Status", AlertData.Text(alert, "status", "reload.status"));
        Add("Error code", AlertData.Text(alert, "errorCode", "reload.errorCode"));
        Add("Started by", AlertData.Text(alert, "reloadTrigger", "reload.type", "type"));
        AddTime(alert);
        Add("Duration", AlertData.Number(alert, "durationSeconds") is { } seconds
            ? DurationText.Words(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9)))
            : AlertData.Number(alert, "duration") is { } ms ? DurationText
                .Words(TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, 1e12))) : null);
        Add("Peak memory", AlertData.Number(alert, "peakMemoryBytes") is { } bytes ? AlertText.Size(bytes) : null);
        Add("Site", Site(alert));
        Add("Reload", AlertData.Text(alert, "reloadId", "reload.id", "id"));
    }

    private void OfDeadDelivery(Alert alert, DeadDelivery dead)
    {
        Add("Reason", dead.Reason);
        Add("Event", $"{dead.EventType} ({dead.EventId})");
        Add("Route", dead.Route);
        Add("Recipient", dead.Recipient);
        Add("Attempts", dead.Attempts > 0 ? dead.Attempts.ToString(CultureInfo.InvariantCulture) : null);
        Add("Delivery", dead.Reference);
        AddTime(alert);
        Add("Site", Site(alert));
    }

    private void OfLate(Alert alert, LateSummary late)
    {
        Add("From", AlertText.Time(alert, late.First));
        Add("To", AlertText.Time(alert, late.Last));
        AddTime(alert);
        Add("Site", Site(alert));
        Add("Events", string.Join('\n', late.Events ?? []));
    }

    /// <summary>Adds the event's own words, or else its plain data.</summary>
    private void OfOther(Alert alert)
    {
        var before = facts.Count;
        foreach (var (label, value) in SystemText.Facts(alert).Concat(MonitorText.Facts(alert)))
        {
            Add(label, value);
        }

        if (facts.Count == before)
        {
            OfLabelled(alert);
        }

        AddTime(alert);
        Add("Site", Site(alert));
    }

    private void OfLabelled(Alert alert)
    {
        foreach (var (label, value) in AlertData.Facts(alert))
        {
            Add(label, value);
        }
    }

    /// <summary>Adds the time of the event; if it is not reliable, the time of receipt too.</summary>
    private void AddTime(Alert alert)
    {
        Add("Time", AlertText.Time(alert, alert.Event.Time));
        Add("Received", alert.Event is { Skewed: true, ReceivedTime: { } received } ? AlertText.Time(alert, received) : null);
    }

    private void Add(string label, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            facts.Add((label, TextCut.ToLength(value, MaxValue)));
        }
    }
}
