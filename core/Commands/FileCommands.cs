namespace Butler.Core.Commands;

/// <summary>A file to copy.</summary>
public sealed record FileCopyArguments
{
    /// <summary>The file, by its full path.</summary>
    public required string From { get; init; }

    /// <summary>The copy, by its full path with the file's name.</summary>
    public required string To { get; init; }

    /// <summary>Whether to replace an existing file; if not, an existing file is an error.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether the copy keeps the file's time.</summary>
    public bool PreserveTimestamp { get; init; }
}

/// <summary>A file to move.</summary>
public sealed record FileMoveArguments
{
    /// <summary>The file, by its full path.</summary>
    public required string From { get; init; }

    /// <summary>The new full path, with the file's name.</summary>
    public required string To { get; init; }

    /// <summary>Whether to replace an existing file; if not, an existing file is an error.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>A file to delete.</summary>
public sealed record FileDeleteArguments
{
    /// <summary>The file, by its full path.</summary>
    public required string File { get; init; }
}

/// <summary>A directory to create. An existing directory is not an error.</summary>
public sealed record MakeDirArguments
{
    /// <summary>The directory by its full path, or by its path below the relay's <c>qvdPath</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the path is below <c>qvdPath</c>.</summary>
    public bool Qvd { get; init; }

    /// <summary>Whether to create missing parent directories; if not, a missing one is an error.</summary>
    public bool Intermediate { get; init; } = true;
}
