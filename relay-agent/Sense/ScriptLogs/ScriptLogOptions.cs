using System.Text.RegularExpressions;
using Butler.Core.ScriptLogs;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>The script logs in events and on disk.</summary>
internal sealed record ScriptLogOptions
{
    /// <summary>What events keep of a log.</summary>
    public ScriptLogParts Parts { get; init; } = new();

    /// <summary>The operator's patterns of secrets, besides the known ones.</summary>
    public IReadOnlyList<Regex> Redact { get; init; } = [];

    /// <summary>The storage of script logs of failed reloads.</summary>
    public ScriptLogStoreOptions Store { get; init; } = new();
}
