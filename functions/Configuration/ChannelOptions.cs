namespace Butler.Functions.Configuration;

/// <summary>A destination; each type of channel has options of its own.</summary>
internal abstract record ChannelOptions;

/// <summary>Posts to, puts to or gets a URL.</summary>
internal sealed record WebhookOptions : ChannelOptions
{
    /// <summary>Secret: it may hold a key.</summary>
    public Uri Url { get; init; } = new("http://invalid.invalid");

    public string Method { get; init; } = "POST";

    /// <summary>Secret: a header may hold a key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A PEM file with the only authorities trusted for this URL.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether any certificate is taken.</summary>
    public bool Insecure { get; init; }

    public SignOptions? Sign { get; init; }
}

/// <summary>Signs a body with HMAC-SHA256.</summary>
internal sealed record SignOptions
{
    /// <summary>Secret: the key, its UTF-8 bytes.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The header that carries <c>sha256=</c> and the signature in lower-case hexadecimal.</summary>
    public string Header { get; init; } = "X-Butler-Signature";
}

/// <summary>Posts to a Slack incoming webhook.</summary>
internal sealed record SlackOptions : ChannelOptions
{
    /// <summary>Secret.</summary>
    public Uri Url { get; init; } = new("http://invalid.invalid");

    public string? Channel { get; init; }

    public string? Username { get; init; }

    public string? Icon { get; init; }
}

/// <summary>Prints to the log of the function app, and so to the terminal of <c>butler up</c>.</summary>
internal sealed record ConsoleOptions : ChannelOptions;
