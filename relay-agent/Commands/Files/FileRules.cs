namespace Butler.RelayAgent.Commands.Files;

/// <summary>Which folders may be accessed, with everything below them.</summary>
internal sealed record FileRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly FileRules None = new();

    /// <summary>The folders between which files may be copied.</summary>
    public IReadOnlyList<FolderPair> Copy { get; init; } = [];

    /// <summary>The folders between which files may be moved.</summary>
    public IReadOnlyList<FolderPair> Move { get; init; } = [];

    /// <summary>The folders in which files may be deleted.</summary>
    public IReadOnlyList<string> Delete { get; init; } = [];

    /// <summary>The folders in which directories may be created.</summary>
    public IReadOnlyList<string> CreateDir { get; init; } = [];

    /// <summary>The folder below which directories for QVD files may be created, by relative path.</summary>
    public string? QvdPath { get; init; }
}

/// <summary>A source folder and a target folder.</summary>
/// <param name="From">The full path of the source folder.</param>
/// <param name="To">The full path of the target folder.</param>
internal sealed record FolderPair(string From, string To);
