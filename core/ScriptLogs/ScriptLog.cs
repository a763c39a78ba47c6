using Butler.Core.Events;

namespace Butler.Core.ScriptLogs;

/// <summary>The content of a script log, with secrets removed.</summary>
/// <param name="Info">The first and last lines, and counts.</param>
/// <param name="ErrorLines">The lines with the cause of the failure; null when there are none.</param>
public sealed record ScriptLog(ScriptLogInfo Info, IReadOnlyList<string>? ErrorLines);
