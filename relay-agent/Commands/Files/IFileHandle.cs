using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>A file or folder that is open. A handle always refers to the opened file, even if its path now leads elsewhere.</summary>
/// <remarks>Methods throw <see cref="CommandFailedException"/> when the operating system refuses.</remarks>
internal interface IFileHandle : IDisposable
{
    /// <summary>The real path of the open file, with all links resolved and without a prefix such as <c>\\?\</c>.</summary>
    string FinalPath { get; }

    /// <summary>Whether it is a folder.</summary>
    bool IsFolder { get; }

    /// <summary>Whether it has a reparse point of any kind: a link, or content that Windows stores elsewhere (deduplication).</summary>
    bool IsReparsePoint { get; }

    /// <summary>Whether it is a link: a junction, a mount point or a symbolic link.</summary>
    bool IsLink { get; }

    /// <summary>Reads or writes it; the stream closes the handle.</summary>
    FileStream Stream(FileAccess access);

    /// <summary>Deletes it.</summary>
    void Delete();

    /// <summary>Renames it to another path, in one step.</summary>
    /// <returns>False when the path is on another volume.</returns>
    bool Rename(string path, bool replace);
}
