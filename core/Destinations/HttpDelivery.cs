using Butler.Core.Configuration;

namespace Butler.Core.Destinations;

/// <summary>A request to a destination, ready to be sent.</summary>
public sealed record HttpDelivery
{
    /// <summary>Secret: the address, which may hold a key. A user and a password in it are sent as Basic authentication.</summary>
    [Secret]
    public required Uri Url { get; init; }

    /// <summary>GET, POST or PUT.</summary>
    public required string Method { get; init; }

    /// <summary>The headers to set, which replace the transport's own headers. Secret: a value may be a key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>How the destination reports a failure in a 2xx answer.</summary>
    public AnswerForm Answer { get; init; }

    /// <summary>Which server certificates to trust.</summary>
    public HttpTrust Trust { get; init; } = new(null, false);

    /// <summary>Secrets in the body, which are redacted in answers. Secrets in the address and headers are always redacted.</summary>
    [Secret]
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Shows no members, because some are secret.</summary>
    public override string ToString() => nameof(HttpDelivery);
}

/// <summary>Which server certificates to trust.</summary>
/// <param name="CaFile">A PEM file with the only authorities trusted; null: the system's.</param>
/// <param name="Insecure">Whether any certificate is accepted.</param>
public sealed record HttpTrust(string? CaFile, bool Insecure);
