using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Mqtt;

internal sealed record MqttOptions : ChannelOptions
{
    public override string Type => "mqtt";

    /// <summary>The broker, <c>mqtt://</c> or <c>mqtts://</c>. Null when a relay sends.</summary>
    public Uri? Url { get; init; }

    public string? User { get; init; }

    /// <summary>Secret.</summary>
    public string? Password { get; init; }

    /// <summary>The client id; null for a new one for each connection.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>3.1.1</c> or <c>5</c>.</summary>
    public string Version { get; init; } = "3.1.1";

    /// <summary>A PEM file with the certificate authorities to trust for this broker.</summary>
    public string? Ca { get; init; }

    /// <summary>A PEM file with the client's certificate.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with the certificate's key.</summary>
    public string? Key { get; init; }

    /// <summary>Whether any certificate is accepted.</summary>
    public bool Insecure { get; init; }

    /// <summary>A template of the topic; null with a preset.</summary>
    public string? Topic { get; init; }

    /// <summary>Whether topics and payloads are exactly Butler's.</summary>
    public bool ButlerPreset { get; init; }

    /// <summary>With <see cref="ButlerPreset"/>: topics other than Butler's own samples, by name.</summary>
    public IReadOnlyDictionary<string, string> Topics { get; init; } = new Dictionary<string, string>();

    /// <summary>0, 1 or 2.</summary>
    public int Qos { get; init; }

    public bool Retain { get; init; }

    public override IEnumerable<(string Key, string? Template)> OwnTemplates => [("topic", Topic)];

    public override IEnumerable<(string[] Key, string? Path)> CertificateFiles =>
        [(["ca"], Ca), (["certificate"], Certificate), (["key"], Key)];

    protected override string OwnDestination(string? recipient) => Host(Url);
}
