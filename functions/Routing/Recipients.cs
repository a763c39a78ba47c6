using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Plans;

namespace Butler.Functions.Routing;

/// <summary>
/// Finds the recipients of a route's sends, each once; a channel decides its recipients for an event. A channel without recipients is one
/// target.
/// </summary>
internal static class Recipients
{
    /// <summary>The maximum number of recipients of one send. The others are named in one delivery that is recorded as dead.</summary>
    public const int Most = 200;

    /// <summary>The targets of a send for an event; empty when its channel has no recipients for this event.</summary>
    public static IReadOnlyList<Target> Of(RouteSendOptions send, CloudEvent @event, TaskEventData? task)
    {
        if (send.Options is not IHasRecipients options)
        {
            return [new Target { Channel = send.Channel }];
        }

        var open = new List<string>();
        var to = options.ToWhen is null || Holds(options.ToWhen, @event, task, open);
        var sources = new RecipientSources(Values(options.ToFromCustomProperty, task), to ? options.To : [], to, @event, task);
        return Bounded(send.Channel, [.. options.RecipientsOf(sources)
            .DistinctBy(t => t.Recipient, StringComparer.OrdinalIgnoreCase)
            .Select(t => new Target { Channel = send.Channel, Recipient = t.Recipient, Fault = t.Fault, FailedOpen = open })]);
    }

    /// <summary>The values of the task's custom property; one value may hold several recipients.</summary>
    private static List<string> Values(string? property, TaskEventData? task) =>
        property is null ? [] : [.. (task?.Task?.CustomProperties ?? []).Where(p => Same(p.Name, property)).Select(p => p.Value)];

    /// <summary>
    /// Whether the condition of <c>to</c> holds. A value that could not be looked up counts as met and is named. Values that events of this
    /// kind do not have are skipped, so that an alert about a service still has its recipients.
    /// </summary>
    private static bool Holds(ToWhenOptions when, CloudEvent @event, TaskEventData? task, List<string> open)
    {
        // All conditions are evaluated, so that each one that was treated as met is named.
        var missing = EventData.Missing(@event, task);
        var properties = when.TaskCustomProperty.Count == 0
            || Known("taskCustomProperty", "task", task?.Task?.CustomProperties, missing, open) is not { } values
            || when.TaskCustomProperty.All(wanted => values.Any(v => Same(v.Name, wanted.Key) && wanted.Value.Any(w => Same(v.Value, w))));
        var tags = HasAny(when.TaskTag, "taskTag", "task", task?.Task?.Tags, missing, open);
        var appTags = task is null
            ? HasAny(when.AppTag, "appTag", "tags", CloudTags(@event), missing, open)
            : HasAny(when.AppTag, "appTag", "app", task.App?.Tags, missing, open);
        return properties && tags && appTags;
    }

    private static bool HasAny(
        IReadOnlyList<string> wanted, string field, string part, IReadOnlyList<string>? found, IReadOnlyList<string> missing,
        List<string> open) =>
        wanted.Count == 0 || Known(field, part, found, missing, open) is not { } tags || tags.Any(tag => wanted.Any(w => Same(tag, w)));

    private static IReadOnlyList<T>? Known<T>(
        string field, string part, IReadOnlyList<T>? found, IReadOnlyList<string> missing, List<string> open)
    {
        if (found is null && missing.Contains(part))
        {
            open.Add(field);
        }

        return found;
    }

    /// <summary>The tags of the app in a Qlik Cloud event: names, or objects with a name; null when it has none.</summary>
    private static IReadOnlyList<string>? CloudTags(CloudEvent @event)
    {
        if (@event.Data is not { ValueKind: JsonValueKind.Object } data)
        {
            return null;
        }

        var holder = data.TryGetProperty("app", out var app) && app.ValueKind == JsonValueKind.Object ? app : data;
        return (holder.TryGetProperty("tags", out var tags) || data.TryGetProperty("appTags", out tags))
            && tags.ValueKind == JsonValueKind.Array
            ? [.. tags.EnumerateArray().Select(TagName).OfType<string>()]
            : null;
    }

    private static string? TagName(JsonElement tag) => tag.ValueKind switch
    {
        JsonValueKind.Object => Text(tag, "name"),
        JsonValueKind.String => tag.GetString(),
        _ => null,
    };

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static List<Target> Bounded(string channel, List<Target> targets)
    {
        if (targets.Count <= Most)
        {
            return targets;
        }

        var beyond = targets[Most..].Select(t => t.Recipient).ToList();
        return
        [
            .. targets[..Most],
            new Target
            {
                Channel = channel,
                Recipient = $"{beyond.Count} more",
                Fault = $"one alert goes to {Most} recipients at most; {beyond.Count} more were left out: "
                    + $"{string.Join(", ", beyond.Take(20))}{(beyond.Count > 20 ? ", ..." : "")}",
            },
        ];
    }

    private static bool Same(string a, string b) => NameText.Same(a, b);
}
