using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>A file or folder that is open. What is done by a handle is done to what was opened, whatever its path leads to now.</summary>
/// <remarks>Methods throw <see cref="CommandFailedException"/> where the operating system refuses.</remarks>
internal interface IFileHandle : IDisposable
{
    /// <summary>The real path of what is open, with every link resolved and without a prefix such as <c>\\?\</c>.</summary>
    string FinalPath { get; }

    /// <summary>Whether it is a folder.</summary>
    bool IsFolder { get; }

    /// <summary>Whether it has a reparse point of any kind: a link, or content that Windows keeps elsewhere (deduplication).</summary>
    bool IsReparsePoint { get; }

    /// <summary>Whether it is a link itself: a junction, a mount point or a symbolic link.</summary>
    bool IsLink { get; }

    /// <summary>Reads or writes it; the stream closes the handle.</summary>
    FileStream Stream(FileAccess access);

    /// <summary>Deletes it.</summary>
    void Delete();

    /// <summary>Gives it another path, in one step.</summary>
    /// <returns>False where the path is on another volume.</returns>
    bool Rename(string path, bool replace);
}
