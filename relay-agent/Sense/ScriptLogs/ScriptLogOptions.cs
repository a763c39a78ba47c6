using System.Text.RegularExpressions;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>The script logs in events and on disk.</summary>
internal sealed record ScriptLogOptions
{
    /// <summary>The number of first lines in an event.</summary>
    public int Head { get; init; } = 15;

    /// <summary>The number of last lines in an event.</summary>
    public int Tail { get; init; } = 25;

    /// <summary>The operator's patterns of secrets, besides the known ones.</summary>
    public IReadOnlyList<Regex> Redact { get; init; } = [];

    /// <summary>The operator's signs of lines with the cause of a failed reload, besides the known ones.</summary>
    public IReadOnlyList<Regex> ErrorSigns { get; init; } = [];

    /// <summary>The storage of script logs of failed reloads.</summary>
    public ScriptLogStoreOptions Store { get; init; } = new();
}
