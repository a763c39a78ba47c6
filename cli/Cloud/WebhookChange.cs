using System.Text.Json.Nodes;

namespace Butler.Cli.Cloud;

/// <summary>A difference between a webhook and what it should be.</summary>
/// <param name="Field">The field, as Qlik Cloud names it.</param>
/// <param name="From">The value as text.</param>
/// <param name="To">The new value as text.</param>
/// <param name="Value">The new value.</param>
internal sealed record WebhookChange(string Field, string From, string To, JsonNode Value)
{
    /// <summary>The field that cannot be patched.</summary>
    private const string Level = "level";

    /// <summary>Whether the change needs a replacement of the whole webhook.</summary>
    public bool NeedsReplacement => Field == Level;

    /// <summary>
    /// The differences. What the operator has changed stays: name, description, filter, headers, and event types that are not asked for.
    /// </summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="events">The wanted event types.</param>
    /// <param name="level">The level; null: as it is.</param>
    public static IReadOnlyList<WebhookChange> Between(WebhookState webhook, IReadOnlyList<string> events, string? level)
    {
        var changes = new List<WebhookChange>();
        if (!webhook.IsEnabled)
        {
            var because = webhook.DisabledReason is { } reason ? $"false ({reason.TrimEnd('.')})" : "false";
            changes.Add(new WebhookChange("enabled", because, "true", JsonValue.Create(true)));
        }

        if (events.Except(webhook.EventTypes).ToList() is { Count: > 0 } missing)
        {
            IReadOnlyList<string> all = [.. webhook.EventTypes, .. missing];
            changes.Add(new WebhookChange("eventTypes", List(webhook.EventTypes), List(all), Json(all)));
        }

        if (level is not null && level != webhook.Level)
        {
            changes.Add(new WebhookChange(Level, webhook.Level, level, JsonValue.Create(level)));
        }

        return changes;
    }

    /// <summary>Texts as a JSON array.</summary>
    public static JsonArray Json(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    private static string List(IReadOnlyList<string> texts) => texts.Count == 0 ? "none" : string.Join(", ", texts);
}
