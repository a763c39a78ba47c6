using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>The HTTP API for load scripts.</summary>
internal sealed record HttpApiOptions
{
    /// <summary>The callers by name. A key without an entry may call everything.</summary>
    public IReadOnlyDictionary<string, CallerOptions> Callers { get; init; } = new Dictionary<string, CallerOptions>();

    /// <summary>The functions that are off, by name.</summary>
    public IReadOnlyList<string> Disabled { get; init; } = [];

    /// <summary>Whether a command waits for a relay that is offline.</summary>
    public bool QueueWhileOffline { get; init; }

    /// <summary>How long such a command waits before it expires.</summary>
    public TimeSpan QueueFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The channels for messages to Slack; the first is the default. Empty: there are no such messages.</summary>
    public IReadOnlyList<string> Slack { get; init; } = [];

    /// <summary>The channels for messages to Teams; the first is the default.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>The channels for mails; the first is the default.</summary>
    public IReadOnlyList<string> Email { get; init; } = [];

    /// <summary>The recipients that mails may have besides those of their channel.</summary>
    public IReadOnlyList<RecipientPattern> EmailRecipients { get; init; } = [];

    /// <summary>The channels for messages to MQTT brokers; the first is the default.</summary>
    public IReadOnlyList<string> Mqtt { get; init; } = [];

    /// <summary>Filters of the topics that messages may be published to, with MQTT's wildcards. Empty: none.</summary>
    public IReadOnlyList<string> MqttTopics { get; init; } = [];

    /// <summary>The channels whose accounts get events for New Relic.</summary>
    public IReadOnlyList<string> NewRelicEvent { get; init; } = [];

    /// <summary>The channels whose accounts get metrics for New Relic.</summary>
    public IReadOnlyList<string> NewRelicMetric { get; init; } = [];

    /// <summary>All channels that messages may go to.</summary>
    public IEnumerable<string> Channels => [.. Slack, .. Teams, .. Email, .. Mqtt, .. NewRelicEvent, .. NewRelicMetric];

    /// <summary>The maximum number of keys in a namespace; null: no limit.</summary>
    public int? MaxKeysPerNamespace { get; init; }
}

/// <summary>What the holder of a function key may call.</summary>
internal sealed record CallerOptions
{
    /// <summary>The function key.</summary>
    [Secret]
    public string Key { get; init; } = "";

    /// <summary>The functions by name; a name covers all functions whose names begin with it. Empty: all.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>Patterns of key-value namespaces; <c>*</c> matches any characters. Empty: all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The Sense sites. Empty: all.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    public override string ToString() => nameof(CallerOptions);
}
