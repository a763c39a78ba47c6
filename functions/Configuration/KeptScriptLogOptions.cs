namespace Butler.Functions.Configuration;

/// <summary>How long whole script logs are kept.</summary>
internal sealed record KeptScriptLogOptions
{
    public static readonly TimeSpan DefaultKeep = TimeSpan.FromDays(30);

    public static readonly TimeSpan DefaultLinks = TimeSpan.FromDays(7);

    /// <summary>How long a script log is kept, from 1 to 365 days.</summary>
    public TimeSpan Keep { get; init; } = DefaultKeep;

    /// <summary>How long a link to a script log works; never longer than <see cref="Keep"/>.</summary>
    public TimeSpan Links { get; init; } = DefaultLinks;
}
