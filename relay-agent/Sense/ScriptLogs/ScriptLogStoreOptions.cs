namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>The storage of script logs of failed reloads.</summary>
internal sealed record ScriptLogStoreOptions
{
    /// <summary>The full path of the folder; null: logs are not kept.</summary>
    public string? Directory { get; init; }

    /// <summary>How long logs are kept.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(30);
}
