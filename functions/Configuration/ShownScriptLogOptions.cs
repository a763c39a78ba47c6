namespace Butler.Functions.Configuration;

/// <summary>The number of lines to show of each end of a script log.</summary>
internal sealed record ShownScriptLogOptions(int Head, int Tail);
