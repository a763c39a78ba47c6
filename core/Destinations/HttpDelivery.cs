using Butler.Core.Configuration;

namespace Butler.Core.Destinations;

/// <summary>A request to a destination, ready to be sent.</summary>
public sealed record HttpDelivery
{
    /// <summary>Where to; a user and a password in it are sent as Basic authentication. Secret: it may hold a key.</summary>
    [Secret]
    public required Uri Url { get; init; }

    /// <summary>GET, POST or PUT.</summary>
    public required string Method { get; init; }

    /// <summary>The headers to set; one of them takes the place of one that the transport would set itself. Secret: a value may be a key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>How the destination says in a 2xx answer that it failed.</summary>
    public AnswerForm Answer { get; init; }

    /// <summary>Whom to trust.</summary>
    public HttpTrust Trust { get; init; } = new(null, false);

    /// <summary>Secrets in the body, which are not repeated from an answer. Those of the address and the headers are known.</summary>
    [Secret]
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(HttpDelivery);
}

/// <summary>Which server certificates are good.</summary>
/// <param name="CaFile">A PEM file with the only authorities trusted; null: the system's.</param>
/// <param name="Insecure">Any certificate is taken.</param>
public sealed record HttpTrust(string? CaFile, bool Insecure);
