namespace Butler.Functions.Configuration;

/// <summary>A channel whose alerts go to recipients of their own: e-mail addresses, accounts.</summary>
internal interface IHasRecipients
{
    /// <summary>Who gets it, unless <see cref="ToWhen"/> says no.</summary>
    IReadOnlyList<string> To { get; }

    /// <summary>The condition for <see cref="To"/>; it gates nothing else, as in Butler.</summary>
    ToWhenOptions? ToWhen { get; }

    /// <summary>The task's custom property whose values are recipients too.</summary>
    string? ToFromCustomProperty { get; }

    /// <summary>The recipients that the file itself names, for a test of the channel.</summary>
    IReadOnlyList<string?> NamedRecipients { get; }

    /// <summary>The recipients of an event, and why a recipient can never be reached; null when it can.</summary>
    IEnumerable<(string Recipient, string? Fault)> RecipientsOf(RecipientSources sources);
}
