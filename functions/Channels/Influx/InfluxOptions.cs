using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Influx;

/// <summary>Writes points to InfluxDB 1, 2 or 3, or to a server with the same protocol.</summary>
internal sealed record InfluxOptions : ChannelOptions
{
    public override string Type => "influxdb";

    /// <summary>The version, 1, 2 or 3, which decides the address and the credentials.</summary>
    public int Version { get; init; } = 2;

    /// <summary>The server's address. Null when a relay sends.</summary>
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

    /// <summary>The objects whose tags in Sense become tags of the points: <c>app</c>, <c>task</c>.</summary>
    public IReadOnlyList<string> DynamicTags { get; init; } = [];

    /// <summary>A PEM file with the certificate authorities to trust for this server.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any certificate is accepted.</summary>
    public bool Insecure { get; init; }

    public override IEnumerable<(string[] Key, string? Path)> CertificateFiles => [(["ca"], Ca)];

    protected override string OwnDestination(string? recipient) => Host(Url);
}
