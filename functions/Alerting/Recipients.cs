using System.Text;
using System.Text.Json;
using Butler.Core.Destinations.Smtp;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.Alerting;

/// <summary>
/// Who gets what a route sends. A mail goes to the values of the task's custom property, to <c>to</c> if its condition holds, and to the
/// app's owner, in this order and to each address once; New Relic's recipients are its accounts. A channel of another kind is one
/// target without a recipient.
/// </summary>
internal static class Recipients
{
    /// <summary>How many recipients one send may have; of those beyond a delivery tells that is dead at once.</summary>
    public const int Most = 200;

    /// <summary>How much of a text is shown that is not an e-mail address.</summary>
    private const int MaxShown = 200;

    private static readonly char[] Separators = [',', ';', '\r', '\n'];

    /// <summary>The targets of a send for an event; none where its channel has recipients, but none for this event.</summary>
    public static IReadOnlyList<Target> Of(SendOptions send, CloudEvent @event, TaskEventData? task)
    {
        if (send.Options is not IHasRecipients options)
        {
            return [new Target { Channel = send.Channel }];
        }

        var open = new List<string>();
        var to = options.ToWhen is null || Holds(options.ToWhen, @event, task, open);
        var (values, configured) = (Values(options.ToFromCustomProperty, task), to ? options.To : []);
        var found = values.SelectMany(Names).Concat(configured);
        var targets = options switch
        {
            EmailOptions email => Addresses(values, $"the task's custom property {email.ToFromCustomProperty}")
                .Concat(Addresses(configured, "the configuration"))
                .Concat(Addresses(Owner(email.AppOwner, @event, task), "the app owner's user in Sense")),
            NewRelicOptions newRelic => Accounts(newRelic, to ? found.Concat(Unnamed(newRelic)) : found),
            _ => found.Select(recipient => (Recipient: recipient, Fault: (string?)null)),
        };
        return Bounded(send.Channel, [.. targets
            .DistinctBy(t => t.Recipient, StringComparer.OrdinalIgnoreCase)
            .Select(t => new Target { Channel = send.Channel, Recipient = t.Recipient, Fault = t.Fault, FailedOpen = open })]);
    }

    /// <summary>Values of the task's custom property; one value may hold several recipients.</summary>
    private static List<string> Values(string? property, TaskEventData? task) =>
        property is null ? [] : [.. (task?.Task?.CustomProperties ?? []).Where(p => Same(p.Name, property)).Select(p => p.Value)];

    private static string[] Names(string value) => value.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The addresses of a list of texts. A part that is not an e-mail address becomes a recipient that can never be reached, so that it is seen.</summary>
    private static IEnumerable<(string Recipient, string? Fault)> Addresses(IEnumerable<string> texts, string where) =>
        texts.SelectMany(AddressList.Read).Select(part => part.Mailbox is { } mailbox
            ? (mailbox.Address, (string?)null)
            : Unusable(Shown(part.Text), part.Problem, where));

    private static string Shown(string text)
    {
        var line = string.Concat(text.EnumerateRunes().Take(MaxShown).Select(r => Rune.IsControl(r) ? " " : r.ToString()));
        return text.Length > MaxShown ? line + "…" : line;
    }

    private static (string Recipient, string? Fault) Unusable(string shown, string? problem, string where) =>
        (shown, $"\"{shown}\" {problem}, so nothing was sent there; correct it in {where}");

    private static IEnumerable<(string Recipient, string? Fault)> Accounts(NewRelicOptions options, IEnumerable<string> names) => names.SelectMany(name =>
        options.Accounts.FirstOrDefault(a => NameText.Same(a.Name, name)) is { } account
            ? options.Send.Select(kind => ($"{account.Name}/{kind}", (string?)null))
            : [(name, $"\"{name}\" is no account of this channel; mend the task's custom property, or add the account")]);

    /// <summary>All accounts where neither the file nor a custom property chooses.</summary>
    private static IEnumerable<string> Unnamed(NewRelicOptions options) =>
        options.To.Count == 0 && options.ToFromCustomProperty is null ? options.Accounts.Select(a => a.Name) : [];

    /// <summary>
    /// Whether the condition of <c>to</c> holds. What could not be looked up counts as met and is named; what events of this kind do not
    /// have is passed over, so that an alert about a service still has its recipients.
    /// </summary>
    private static bool Holds(ToWhenOptions when, CloudEvent @event, TaskEventData? task, List<string> open)
    {
        // All of them are asked, so that whatever was taken as met is named.
        var properties = when.TaskCustomProperty.Count == 0 || Known("taskCustomProperty", "task", task?.Task?.CustomProperties, task, open) is not { } values
            || when.TaskCustomProperty.All(wanted => values.Any(v => Same(v.Name, wanted.Key) && wanted.Value.Any(w => Same(v.Value, w))));
        var tags = HasAny(when.TaskTag, "taskTag", "task", task?.Task?.Tags, task, open);
        var appTags = HasAny(when.AppTag, "appTag", "app", task is null ? CloudTags(@event) : task.App?.Tags, task, open);
        return properties && tags && appTags;
    }

    private static bool HasAny(
        IReadOnlyList<string> wanted, string field, string part, IReadOnlyList<string>? found, TaskEventData? task, List<string> open) =>
        wanted.Count == 0 || Known(field, part, found, task, open) is not { } tags || tags.Any(tag => wanted.Any(w => Same(tag, w)));

    private static IReadOnlyList<T>? Known<T>(string field, string part, IReadOnlyList<T>? found, TaskEventData? task, List<string> open)
    {
        if (found is null && task?.Enrichment.Missing.Contains(part) == true)
        {
            open.Add(field);
        }

        return found;
    }

    private static IReadOnlyList<string> Owner(AppOwnerOptions? options, CloudEvent @event, TaskEventData? task)
    {
        if (options is not { Enabled: true })
        {
            return [];
        }

        IReadOnlyList<string> addresses = task is null ? CloudOwner(@event) : task.Owner?.Emails ?? [];
        var known = addresses.SelectMany(Forms).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (task?.Owner is { } owner)
        {
            known.Add(NameText.Composed($"{owner.Directory}\\{owner.UserId}"));
        }

        bool IsKnown(string wanted) => Forms(wanted).Any(known.Contains);
        return (options.Include.Count == 0 || options.Include.Any(IsKnown)) && !options.Exclude.Any(IsKnown) ? addresses : [];
    }

    /// <summary>A user or address as it stands, and the addresses in it in their one form.</summary>
    private static IEnumerable<string> Forms(string text) => AddressList.Read(text).Select(part => part.Mailbox?.Address).OfType<string>().Prepend(NameText.Composed(text));

    /// <summary>The owner's address as a Qlik Cloud event has it; whatever is of another shape is as if it were not there.</summary>
    private static IReadOnlyList<string> CloudOwner(CloudEvent @event)
    {
        if (@event.Data is not { ValueKind: JsonValueKind.Object } data)
        {
            return [];
        }

        foreach (var name in new[] { "owner", "appOwner" })
        {
            if (data.TryGetProperty(name, out var owner) && owner.ValueKind == JsonValueKind.Object && Text(owner, "email") is { } address)
            {
                return [address];
            }
        }

        return Text(data, "appOwnerEmail") is { } flat ? [flat] : [];
    }

    /// <summary>The tags of the app as a Qlik Cloud event has them: names, or objects with a name; null where it has none.</summary>
    private static IReadOnlyList<string>? CloudTags(CloudEvent @event)
    {
        if (@event.Data is not { ValueKind: JsonValueKind.Object } data)
        {
            return null;
        }

        var holder = data.TryGetProperty("app", out var app) && app.ValueKind == JsonValueKind.Object ? app : data;
        return (holder.TryGetProperty("tags", out var tags) || data.TryGetProperty("appTags", out tags)) && tags.ValueKind == JsonValueKind.Array
            ? [.. tags.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.Object ? Text(t, "name") : t.ValueKind == JsonValueKind.String ? t.GetString() : null).OfType<string>()]
            : null;
    }

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

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
                Fault = $"one alert goes to {Most} recipients at most; {beyond.Count} more got nothing: {string.Join(", ", beyond.Take(20))}{(beyond.Count > 20 ? ", ..." : "")}",
            },
        ];
    }

    private static bool Same(string a, string b) => NameText.Same(a, b);
}
