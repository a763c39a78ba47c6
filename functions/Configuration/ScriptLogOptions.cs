namespace Butler.Functions.Configuration;

/// <summary>How many lines of a script log's ends are shown.</summary>
internal sealed record ScriptLogOptions(int Head, int Tail);
