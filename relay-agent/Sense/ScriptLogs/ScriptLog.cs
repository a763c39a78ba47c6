using Butler.Core.Events;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>What was read of a script log, secrets taken out.</summary>
/// <param name="Info">Its ends and counts.</param>
/// <param name="ErrorLines">The lines that say why it failed; null when none does.</param>
internal sealed record ScriptLog(ScriptLogInfo Info, IReadOnlyList<string>? ErrorLines);
