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
    public ShownScriptLogOptions? ScriptLog { get; init; }

    /// <summary>How long a delivery is tried.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Templates that only this type of channel has, by their keys; null where the built-in form is used.</summary>
    public virtual IEnumerable<(string Key, string? Template)> OwnTemplates => [];

    /// <summary>Certificate files by their keys; null where none is named.</summary>
    public virtual IEnumerable<(string[] Key, string? Path)> CertificateFiles => [];

    /// <summary>Why no event can have a recipient; null when some can.</summary>
    public virtual string? RecipientProblem => null;

    /// <summary>
    /// Where an alert for a recipient goes: a host or a name, nothing secret. Destinations are told apart by it, so a channel whose address
    /// is changed has another one.
    /// </summary>
    public string DestinationOf(string? recipient) => RelayDestination is { } name ? $"relay {name}" : OwnDestination(recipient);

    /// <summary>Shows no member, of no type of channel: addresses and credentials are secret.</summary>
    public sealed override string ToString() => $"channel of type {Type}";

    /// <summary>Where the function app itself sends to.</summary>
    protected virtual string OwnDestination(string? recipient) => Type;

    /// <summary>The host and port of an address.</summary>
    protected static string Host(Uri? url) => url is null ? "" : $"{url.Host}:{url.Port}";
}
