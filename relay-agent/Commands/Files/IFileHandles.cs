using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// Opens files and folders for <see cref="PinnedFolder"/>. A link at the end of a path is opened itself. A link within the path is
/// followed, which the caller detects by the handle's final path.
/// </summary>
/// <remarks>Every method throws <see cref="CommandFailedException"/> when the operating system refuses.</remarks>
internal interface IFileHandles
{
    /// <summary>Opens the folder or file at a path, and prevents its renaming and deletion.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="follow">Whether to follow a link.</param>
    /// <returns>Null when the path does not exist.</returns>
    IFileHandle? OpenFolder(string path, bool follow);

    /// <summary>Makes a folder.</summary>
    /// <returns>False when the path exists.</returns>
    bool MakeFolder(string path);

    /// <summary>Opens a file for reading, and prevents writing, renaming and deletion.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="follow">Whether a reparse point is followed to its content.</param>
    IFileHandle OpenRead(string path, bool follow);

    /// <summary>Creates a new file for writing and deletion. No other process can open it.</summary>
    IFileHandle CreateNew(string path);

    /// <summary>Opens a file for renaming or deletion, and prevents both for others.</summary>
    IFileHandle OpenToChange(string path);

    /// <summary>Creates or opens an empty file that is deleted when the handle is closed. Others cannot rename or delete it.</summary>
    IFileHandle Hold(string path);
}
