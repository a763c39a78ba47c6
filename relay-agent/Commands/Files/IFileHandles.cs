using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// How <see cref="PinnedFolder"/> opens things. A link at the end of a path is opened itself; a link on the way is followed, which the
/// caller finds by the handle's final path.
/// </summary>
/// <remarks>Every method throws <see cref="CommandFailedException"/> where the operating system refuses.</remarks>
internal interface IFileHandles
{
    /// <summary>Opens a folder, or whatever else is there, and keeps it from being renamed or deleted.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="follow">Whether a link is followed.</param>
    /// <returns>Null where nothing is there.</returns>
    IFileHandle? OpenFolder(string path, bool follow);

    /// <summary>Makes a folder.</summary>
    /// <returns>False where something is there already.</returns>
    bool MakeFolder(string path);

    /// <summary>Opens a file to read, and keeps it from being written, renamed or deleted.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="follow">Whether a reparse point is followed to its content.</param>
    IFileHandle OpenRead(string path, bool follow);

    /// <summary>Makes a file to write and to delete, which must not be there yet. Nobody else can open it.</summary>
    IFileHandle CreateNew(string path);

    /// <summary>Opens a file to rename or delete it, and keeps others from doing so.</summary>
    IFileHandle OpenToChange(string path);

    /// <summary>Makes an empty file, or opens it, that goes when the handle is closed. Others cannot rename or delete it.</summary>
    IFileHandle Hold(string path);
}
