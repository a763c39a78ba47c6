using Butler.Core.Configuration;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Webhook;

/// <summary>Calls a URL with POST, PUT or GET.</summary>
internal sealed record WebhookOptions : ChannelOptions
{
    public override string Type => "webhook";

    /// <summary>Secret: the address, which may hold a key. Null when a relay sends.</summary>
    public Uri? Url { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>Secret: a header may hold a key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The media type of a template's body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>A PEM file with the certificate authorities to trust for this URL.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any certificate is accepted.</summary>
    public bool Insecure { get; init; }

    public SignOptions? Sign { get; init; }

    public override IEnumerable<(string[] Key, string? Path)> CertificateFiles => [(["ca"], Ca)];

    protected override string OwnDestination(string? recipient) => Host(Url);
}

/// <summary>Signs a body with HMAC-SHA256.</summary>
internal sealed record SignOptions
{
    /// <summary>Secret: the key, used as UTF-8 bytes.</summary>
    [Secret]
    public string Secret { get; init; } = "";

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(SignOptions);

    /// <summary>The header that carries <c>sha256=</c> and the signature in lower-case hexadecimal.</summary>
    public string Header { get; init; } = "X-Butler-Signature";
}
