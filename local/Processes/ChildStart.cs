namespace Butler.Local.Processes;

/// <summary>How a child process is started.</summary>
internal sealed record ChildStart(string Executable, IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to what this process itself has been given.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
