namespace Butler.Functions.Configuration;

/// <summary>A channel with recipients, such as e-mail addresses or accounts.</summary>
internal interface IHasRecipients
{
    /// <summary>The recipients, if <see cref="ToWhen"/> holds.</summary>
    IReadOnlyList<string> To { get; }

    /// <summary>The condition for <see cref="To"/>; as in Butler, it does not apply to other recipients.</summary>
    ToWhenOptions? ToWhen { get; }

    /// <summary>The task's custom property whose values are further recipients.</summary>
    string? ToFromCustomProperty { get; }

    /// <summary>The recipients in the configuration, for a test of the channel.</summary>
    IReadOnlyList<string?> NamedRecipients { get; }

    /// <summary>The recipients of an event, each with a fault if it can never be reached.</summary>
    IEnumerable<(string Recipient, string? Fault)> RecipientsOf(RecipientSources sources);
}
