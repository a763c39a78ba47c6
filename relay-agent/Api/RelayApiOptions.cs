using Butler.Core.Configuration;
using Butler.RelayAgent.Udp;

namespace Butler.RelayAgent.Api;

/// <summary>The HTTP API for load scripts on the relay's machine.</summary>
internal sealed record RelayApiOptions
{
    /// <summary>The listening address.</summary>
    public required ListenAddress Listen { get; init; }

    /// <summary>The certificate for HTTPS, a PEM or PFX file; null: HTTP.</summary>
    public string? Certificate { get; init; }

    /// <summary>The key of a PEM certificate, a PEM file; null: it is in the same file.</summary>
    public string? Key { get; init; }

    /// <summary>The password of the PFX file or of the key.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>The keys of which a request must have one; empty: none is needed.</summary>
    [Secret]
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The addresses that may call; null: any.</summary>
    public IReadOnlyList<SourceRule>? AllowedSources { get; init; }

    /// <summary>The function app, which has key-values, schedules and messages; null: they are not available here.</summary>
    public FunctionAppOptions? FunctionApp { get; init; }

    public override string ToString() => nameof(RelayApiOptions);
}

/// <summary>The function app that other requests are passed on to.</summary>
internal sealed record FunctionAppOptions
{
    /// <summary>Its address with the prefix of the API, such as <c>https://name.azurewebsites.net/api</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Its function key.</summary>
    [Secret]
    public string? Key { get; init; }

    public override string ToString() => nameof(FunctionAppOptions);
}
