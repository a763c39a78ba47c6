using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>Sends events, log lines and metrics to accounts of New Relic; each account is a recipient.</summary>
internal sealed record NewRelicOptions : ChannelOptions, IHasRecipients
{
    public override string Type => "newrelic";

    public IReadOnlyList<NewRelicAccount> Accounts { get; init; } = [];

    /// <summary>The names of the receiving accounts; empty: all accounts.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    public ToWhenOptions? ToWhen { get; init; }

    public string? ToFromCustomProperty { get; init; }

    /// <summary>The kinds of data to send: <c>event</c>, <c>log</c>, <c>metric</c>.</summary>
    public IReadOnlyList<string> Send { get; init; } = ["event", "log"];

    /// <summary>Attributes for all sent data.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers of all requests. Secret: a header may hold a key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The three addresses, by region unless the configuration has others.</summary>
    public NewRelicUrls Urls { get; init; } = NewRelicUrls.Us;

    public IReadOnlyList<string?> NamedRecipients =>
    [
        .. Accounts.Where(account => To.Count == 0 || To.Contains(account.Name))
            .SelectMany(account => Send.Select(kind => $"{account.Name}/{kind}")),
    ];

    public IEnumerable<(string Recipient, string? Fault)> RecipientsOf(RecipientSources sources) => NewRelicRecipients.Of(this, sources);

    /// <summary>Each account and each kind of data has its own destination, because one of them may fail alone.</summary>
    protected override string OwnDestination(string? recipient) => recipient ?? "";
}
