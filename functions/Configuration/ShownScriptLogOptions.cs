namespace Butler.Functions.Configuration;

/// <summary>How many lines of a script log's ends are shown.</summary>
internal sealed record ShownScriptLogOptions(int Head, int Tail);
