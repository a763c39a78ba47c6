namespace Butler.RelayAgent.Commands.Files;

/// <summary>Which folders may be touched, with all below them.</summary>
internal sealed record FileRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly FileRules None = new();

    /// <summary>From where to where files may be copied.</summary>
    public IReadOnlyList<FolderPair> Copy { get; init; } = [];

    /// <summary>From where to where files may be moved.</summary>
    public IReadOnlyList<FolderPair> Move { get; init; } = [];

    /// <summary>Where files may be deleted.</summary>
    public IReadOnlyList<string> Delete { get; init; } = [];

    /// <summary>Where directories may be made.</summary>
    public IReadOnlyList<string> CreateDir { get; init; } = [];

    /// <summary>Where directories for QVD files may be made, by their path from here.</summary>
    public string? QvdPath { get; init; }
}

/// <summary>A folder that files may go from, and one that they may go to.</summary>
/// <param name="From">The full path of the one.</param>
/// <param name="To">The full path of the other.</param>
internal sealed record FolderPair(string From, string To);
