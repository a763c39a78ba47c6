using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// A folder that is held open: whatever becomes of its name or of those above it, what is done here is done in this folder. Names are
/// single names, and none of them is followed where it is a link.
/// </summary>
/// <remarks>
/// Every method throws <see cref="CommandRefusedException"/> where it meets a link or something that is neither file nor folder, and
/// <see cref="CommandFailedException"/> where the operating system refuses.
/// </remarks>
internal interface IFolder : IDisposable
{
    /// <summary>Where it really is, links resolved.</summary>
    string RealPath { get; }

    /// <summary>Opens a folder in it.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="make">Whether to make it where it is missing.</param>
    IFolder Open(string name, bool make);

    /// <summary>Opens an ordinary file to read.</summary>
    FileStream OpenRead(string name);

    /// <summary>Makes a file to write, which must not be there yet.</summary>
    FileStream CreateNew(string name);

    /// <summary>Gives a file another name, in one step.</summary>
    /// <returns>False where the two folders are on different volumes.</returns>
    bool Rename(string name, IFolder to, string newName, bool replace);

    /// <summary>Deletes a file, never a folder.</summary>
    void Delete(string name);
}
