using System.Text.Json;
using Butler.Core.Destinations.Smtp;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Email;

/// <summary>
/// Finds the recipients of a mail: the values of the task's custom property, <c>to</c>, and the app's owner, in this order.
/// </summary>
internal static class EmailRecipients
{
    /// <summary>How many characters of an invalid address are shown.</summary>
    private const int MaxShown = 200;

    public static IEnumerable<(string Recipient, string? Fault)> Of(EmailOptions email, RecipientSources sources) =>
        Addresses(sources.Values, $"the task's custom property {email.ToFromCustomProperty}")
            .Concat(Addresses(sources.Configured, "the configuration"))
            .Concat(Addresses(Owner(email.AppOwner, sources.Event, sources.Task), "the app owner's user in Sense"));

    /// <summary>The addresses of <c>to</c>, each once.</summary>
    public static IReadOnlyList<string?> Named(EmailOptions email) =>
    [
        .. email.To.SelectMany(AddressList.Read)
            .Select(part => part.Mailbox?.Address)
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>
    /// Reads the addresses of a list of texts. A part that is not an e-mail address becomes a recipient that can never be reached, so that
    /// the operator sees the mistake.
    /// </summary>
    private static IEnumerable<(string Recipient, string? Fault)> Addresses(IEnumerable<string> texts, string where) =>
        texts.SelectMany(AddressList.Read).Select(part => part.Mailbox is { } mailbox
            ? (mailbox.Address, (string?)null)
            : Unusable(Shown(part.Text), part.Problem, where));

    private static string Shown(string text) =>
        string.Concat(TextCut.ToLength(text, MaxShown).Select(c => char.IsControl(c) ? ' ' : c));

    private static (string Recipient, string? Fault) Unusable(string shown, string? problem, string where) =>
        (shown, $"\"{shown}\" {problem}, so nothing was sent there; correct it in {where}");

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

    /// <summary>The text itself, and the normalized addresses in it.</summary>
    private static IEnumerable<string> Forms(string text) =>
        AddressList.Read(text).Select(part => part.Mailbox?.Address).OfType<string>().Prepend(NameText.Composed(text));

    /// <summary>The owner's address in a Qlik Cloud event; a value of another shape is ignored.</summary>
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

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
