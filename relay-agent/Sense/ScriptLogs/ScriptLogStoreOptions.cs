namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>Keeping the script logs of failed reloads on disk.</summary>
internal sealed record ScriptLogStoreOptions
{
    /// <summary>Where, full; null: they are not kept.</summary>
    public string? Directory { get; init; }

    /// <summary>How long.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}
