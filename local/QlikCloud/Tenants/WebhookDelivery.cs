using Butler.Core.Configuration;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>One call of a webhook.</summary>
internal sealed record WebhookDelivery
{
    /// <summary>A GUID.</summary>
    public required string Id { get; init; }

    public required string WebhookId { get; init; }

    public required string EventType { get; init; }

    /// <summary>Whether it was sent again by request.</summary>
    public bool Manually { get; init; }

    [Secret]
    public required string Url { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset Triggered { get; init; }

    /// <summary>The answer's status; 0: no answer.</summary>
    public int Status { get; init; }

    /// <summary>The answer's text, or why there is none.</summary>
    public string Answer { get; init; } = "";

    public override string ToString() => $"{nameof(WebhookDelivery)} {Id}";
}
