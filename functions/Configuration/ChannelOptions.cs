namespace Butler.Functions.Configuration;

/// <summary>The options of a destination; each type of channel has its own.</summary>
internal abstract record ChannelOptions
{
    /// <summary>The type's name in <c>butler.yaml</c>, and the name of its templates' folder.</summary>
    public abstract string Type { get; }

    /// <summary>Whether the channel accepts measurements for metric stores; false if people read it.</summary>
    public virtual bool TakesMetrics => true;

    /// <summary>The destination in the relay's own file, when a relay sends; null when the function app sends.</summary>
    public string? RelayDestination { get; init; }

    /// <summary>The name or file of the template; null for the template of the event's type.</summary>
    public string? Template { get; init; }

    /// <summary>An inline template of one line, instead of a file.</summary>
    public string? Text { get; init; }

    /// <summary>How much of the script log is shown; null for all that the event carries.</summary>
    public ShownScriptLogOptions? ScriptLog { get; init; }

    /// <summary>How long a delivery is retried.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The templates that only this type of channel has, by their keys; null for the built-in form.</summary>
    public virtual IEnumerable<(string Key, string? Template)> OwnTemplates => [];

    /// <summary>Certificate files by their keys; null when none is set.</summary>
    public virtual IEnumerable<(string[] Key, string? Path)> CertificateFiles => [];

    /// <summary>Why no event can have a recipient; null when some can.</summary>
    public virtual string? RecipientProblem => null;

    /// <summary>
    /// The destination of an alert for a recipient: a host or a name, without secrets. It identifies destinations, so a channel with a
    /// changed address has another one.
    /// </summary>
    public string DestinationOf(string? recipient) => RelayDestination is { } name ? $"relay {name}" : OwnDestination(recipient);

    /// <summary>Shows no members, because addresses and credentials are secret.</summary>
    public sealed override string ToString() => $"channel of type {Type}";

    /// <summary>The destination when the function app sends.</summary>
    protected virtual string OwnDestination(string? recipient) => Type;

    /// <summary>The host and port of an address.</summary>
    protected static string Host(Uri? url) => url is null ? "" : $"{url.Host}:{url.Port}";
}
