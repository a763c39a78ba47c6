using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// A folder that is held open. All actions apply to this folder, even if it or its parents are renamed. Names are single names, and links
/// are never followed.
/// </summary>
/// <remarks>
/// Every method throws <see cref="CommandRefusedException"/> for a link or anything that is neither file nor folder, and
/// <see cref="CommandFailedException"/> when the operating system refuses.
/// </remarks>
internal interface IFolder : IDisposable
{
    /// <summary>The real path, with links resolved.</summary>
    string RealPath { get; }

    /// <summary>Opens a folder in it.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="make">Whether to create the folder if it is missing.</param>
    IFolder Open(string name, bool make);

    /// <summary>Opens an ordinary file to read.</summary>
    FileStream OpenRead(string name);

    /// <summary>Creates a new file for writing.</summary>
    FileStream CreateNew(string name);

    /// <summary>Gives a file another name, in one step.</summary>
    /// <returns>False when the two folders are on different volumes.</returns>
    bool Rename(string name, IFolder to, string newName, bool replace);

    /// <summary>Deletes a file, never a folder.</summary>
    void Delete(string name);
}
