namespace Butler.Core.Destinations.Smtp;

/// <summary>A mail to one address.</summary>
public sealed record Mail
{
    /// <summary>The delivery's id. It gives all attempts the same <c>Message-ID</c>, so that mail programs recognize repeats.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The sender, with or without a display name.</summary>
    public required string From { get; init; }

    /// <summary>The recipient, with or without a display name.</summary>
    public required string To { get; init; }

    /// <summary>The subject; control characters become spaces.</summary>
    public required string Subject { get; init; }

    /// <summary>The body in HTML; empty: plain text only.</summary>
    public string Html { get; init; } = "";

    /// <summary>The body in plain text; empty: HTML only.</summary>
    public string Text { get; init; } = "";

    /// <summary><c>low</c>, <c>normal</c> or <c>high</c>.</summary>
    public string Priority { get; init; } = "normal";

    /// <summary>Whether an earlier attempt may have arrived.</summary>
    public bool PossibleDuplicate { get; init; }
}
