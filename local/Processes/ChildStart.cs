namespace Butler.Local.Processes;

/// <summary>The start information of a child process.</summary>
internal sealed record ChildStart(string Executable, IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables that are added to those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
