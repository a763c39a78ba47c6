using System.Text.RegularExpressions;

namespace Butler.Core.ScriptLogs;

/// <summary>What an event keeps of a script log.</summary>
public sealed record ScriptLogParts
{
    /// <summary>The number of first lines.</summary>
    public int Head { get; init; } = 15;

    /// <summary>The number of last lines.</summary>
    public int Tail { get; init; } = 25;

    /// <summary>The operator's signs of lines with the cause of a failed reload, besides the known ones.</summary>
    public IReadOnlyList<Regex> ErrorSigns { get; init; } = [];
}
