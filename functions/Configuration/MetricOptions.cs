using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>Writes points to InfluxDB 1, 2 or 3, or to what speaks its protocol.</summary>
internal sealed record InfluxOptions : ChannelOptions
{
    public override string Type => "influxdb";

    /// <summary>1, 2 or 3: which address and which credentials are used.</summary>
    public int Version { get; init; } = 2;

    /// <summary>The server's address. Null where a relay sends.</summary>
    public Uri? Url { get; init; }

    /// <summary>The organisation, by name or id (version 2).</summary>
    public string? Org { get; init; }

    /// <summary>The bucket (version 2).</summary>
    public string? Bucket { get; init; }

    /// <summary>The database (versions 1 and 3).</summary>
    public string? Database { get; init; }

    /// <summary>The retention policy (version 1); null for the default one.</summary>
    public string? RetentionPolicy { get; init; }

    /// <summary>Secret: the API token (versions 2 and 3).</summary>
    public string? Token { get; init; }

    /// <summary>The user (version 1).</summary>
    public string? User { get; init; }

    /// <summary>Secret: the password (version 1).</summary>
    public string? Password { get; init; }

    /// <summary>Tags of every point.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Whose tags in Sense become tags of the points: <c>app</c>, <c>task</c>.</summary>
    public IReadOnlyList<string> DynamicTags { get; init; } = [];

    /// <summary>A PEM file with the only authorities trusted for this server.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any certificate is taken.</summary>
    public bool Insecure { get; init; }
}

/// <summary>Sends events, log lines and metrics to accounts of New Relic; each account is a recipient.</summary>
internal sealed record NewRelicOptions : ChannelOptions, IHasRecipients
{
    public override string Type => "newrelic";

    public IReadOnlyList<NewRelicAccount> Accounts { get; init; } = [];

    /// <summary>The names of the accounts that get it; all when none is named.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    public ToWhenOptions? ToWhen { get; init; }

    public string? ToFromCustomProperty { get; init; }

    /// <summary>What is sent: <c>event</c>, <c>log</c>, <c>metric</c>.</summary>
    public IReadOnlyList<string> Send { get; init; } = ["event", "log"];

    /// <summary>Attributes of everything that is sent.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers of everything that is sent. Secret: a header may hold a key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The three addresses, by region unless the file names others.</summary>
    public NewRelicUrls Urls { get; init; } = NewRelicUrls.Us;
}

/// <summary>An account of New Relic.</summary>
/// <param name="Name">Its name in this file and in custom properties.</param>
/// <param name="Id">Its number.</param>
/// <param name="Key">Secret: its licence (ingest) key.</param>
internal sealed record NewRelicAccount(string Name, long Id, [property: Secret] string Key)
{
    /// <summary>Shows no member: the key is secret.</summary>
    public override string ToString() => nameof(NewRelicAccount);
}

/// <summary>Where events, log lines and metrics go.</summary>
/// <param name="Event">The address without <c>/v1/accounts/...</c>.</param>
/// <param name="Log">The whole address.</param>
/// <param name="Metric">The whole address.</param>
internal sealed record NewRelicUrls(Uri Event, Uri Log, Uri Metric)
{
    public static NewRelicUrls Us { get; } = new(
        new("https://insights-collector.newrelic.com"), new("https://log-api.newrelic.com/log/v1"), new("https://metric-api.newrelic.com/metric/v1"));

    public static NewRelicUrls Eu { get; } = new(
        new("https://insights-collector.eu01.nr-data.net"), new("https://log-api.eu.newrelic.com/log/v1"), new("https://metric-api.eu.newrelic.com/metric/v1"));
}
