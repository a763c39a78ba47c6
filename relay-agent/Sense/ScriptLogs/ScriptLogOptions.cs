using System.Text.RegularExpressions;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>What of script logs goes with events, and what is kept.</summary>
internal sealed record ScriptLogOptions
{
    /// <summary>How many of the first lines go with an event.</summary>
    public int Head { get; init; } = 15;

    /// <summary>How many of the last lines go with an event.</summary>
    public int Tail { get; init; } = 25;

    /// <summary>What must not leave the house, besides what is known to be secret.</summary>
    public IReadOnlyList<Regex> Redact { get; init; } = [];

    /// <summary>What marks a line that says why a reload failed, besides what is known to.</summary>
    public IReadOnlyList<Regex> ErrorSigns { get; init; } = [];

    /// <summary>Keeping the script logs of failed reloads on disk.</summary>
    public ScriptLogStoreOptions Store { get; init; } = new();
}
