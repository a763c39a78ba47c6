using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>A destination; each type of channel has options of its own.</summary>
internal abstract record ChannelOptions
{
    /// <summary>The type's name in <c>butler.yaml</c>, and of the folder of its templates.</summary>
    public abstract string Type { get; }

    /// <summary>Whether readings for metric stores may go to it; false where people read it.</summary>
    public virtual bool TakesMetrics => true;

    /// <summary>The destination in the relay's own file, where a relay sends; null where the function app does.</summary>
    public string? RelayDestination { get; init; }

    /// <summary>The name or file of the template; null for the one of the event's type.</summary>
    public string? Template { get; init; }

    /// <summary>A template of one line that stands here itself, instead of a file.</summary>
    public string? Text { get; init; }

    /// <summary>How much of the script log is shown; null for all that the event carries.</summary>
    public ScriptLogOptions? ScriptLog { get; init; }

    /// <summary>How long a delivery is tried.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Shows no member, of no type of channel: addresses and credentials are secret.</summary>
    public sealed override string ToString() => $"channel of type {Type}";
}

/// <summary>How many lines of a script log's ends are shown.</summary>
internal sealed record ScriptLogOptions(int Head, int Tail);

/// <summary>A channel whose alerts go to recipients of their own: e-mail addresses, accounts.</summary>
internal interface IHasRecipients
{
    /// <summary>Who gets it, unless <see cref="ToWhen"/> says no.</summary>
    IReadOnlyList<string> To { get; }

    /// <summary>The condition for <see cref="To"/>; it gates nothing else, as in Butler.</summary>
    ToWhenOptions? ToWhen { get; }

    /// <summary>The task's custom property whose values are recipients too.</summary>
    string? ToFromCustomProperty { get; }
}

/// <summary>All that is set must hold; of several values of a property or tags any one.</summary>
internal sealed record ToWhenOptions
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TaskCustomProperty { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> TaskTag { get; init; } = [];

    public IReadOnlyList<string> AppTag { get; init; } = [];
}

/// <summary>Posts to, puts to or gets a URL.</summary>
internal sealed record WebhookOptions : ChannelOptions
{
    public override string Type => "webhook";

    /// <summary>Secret: it may hold a key. Null where a relay sends.</summary>
    public Uri? Url { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>Secret: a header may hold a key.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The media type of a body made by a template.</summary>
    public string ContentType { get; init; } = "application/json";

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
    [Secret]
    public string Secret { get; init; } = "";

    /// <summary>Shows no member: some are secret.</summary>
    public override string ToString() => nameof(SignOptions);

    /// <summary>The header that carries <c>sha256=</c> and the signature in lower-case hexadecimal.</summary>
    public string Header { get; init; } = "X-Butler-Signature";
}

/// <summary>Posts to a Slack incoming webhook.</summary>
internal sealed record SlackOptions : ChannelOptions
{
    public override string Type => "slack";

    public override bool TakesMetrics => false;

    /// <summary>Secret. Null where a relay sends.</summary>
    public Uri? Url { get; init; }

    public string? Channel { get; init; }

    public string? Username { get; init; }

    public string? Icon { get; init; }

    /// <summary>Who is notified by name: <c>here</c>, <c>channel</c>, <c>everyone</c>, a member id such as <c>U012AB3CD</c> or a group id such as <c>S012AB3CD</c>.</summary>
    public IReadOnlyList<string> Mention { get; init; } = [];
}

/// <summary>Posts to a Teams workflow's webhook.</summary>
internal sealed record TeamsOptions : ChannelOptions
{
    public override string Type => "teams";

    public override bool TakesMetrics => false;

    /// <summary>Secret. Null where a relay sends.</summary>
    public Uri? Url { get; init; }
}

/// <summary>Prints to the log of the function app, and so to the terminal of <c>butler up</c>.</summary>
internal sealed record ConsoleOptions : ChannelOptions
{
    public override string Type => "console";
}

/// <summary>Opens an incident at Signl4, and closes it.</summary>
internal sealed record Signl4Options : ChannelOptions
{
    public override string Type => "signl4";

    public override bool TakesMetrics => false;

    /// <summary>Secret: it holds the team's key. Null where a relay sends.</summary>
    public Uri? Url { get; init; }

    /// <summary>The service that the alert belongs to.</summary>
    public string? Service { get; init; }

    /// <summary>Signl4's severity, as Butler sent it.</summary>
    public int Severity { get; init; } = 99;
}

/// <summary>Writes a file by a relay, in a folder that the relay's own file names.</summary>
internal sealed record FileOptions : ChannelOptions
{
    public override string Type => "file";

    /// <summary>A template of the file's name; null for the event's time and id.</summary>
    public string? FileName { get; init; }
}
