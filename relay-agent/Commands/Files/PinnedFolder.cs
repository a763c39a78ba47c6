using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// A folder by its path, for Windows. A handle without the right to share deletion pins it and each parent folder up to the rule's folder,
/// so that none of them can be renamed or deleted. An empty folder can still become a junction, so the final path of everything that is
/// opened in it is compared with the expected path.
/// </summary>
/// <remarks>
/// Windows can only turn an empty folder into a junction. A folder in which a file is held open therefore does not change, and a path to a
/// new name in it is safe. <see cref="Rename"/> relies on this.
/// </remarks>
internal sealed class PinnedFolder : IFolder
{
    private readonly IFileHandles files;
    private readonly PinnedFolder? above;
    private readonly IFileHandle pin;

    private PinnedFolder(IFileHandles files, PinnedFolder? above, IFileHandle pin)
    {
        (this.files, this.above, this.pin) = (files, above, pin);
        RealPath = pin.FinalPath;
    }

    public string RealPath { get; }

    /// <summary>Opens the folder of a rule; links in its path are followed.</summary>
    public static PinnedFolder OpenRule(IFileHandles files, string path)
    {
        var pin = files.OpenFolder(path, follow: true) ?? throw Missing(path);
        return Opened(pin, () => pin.IsFolder
            ? new PinnedFolder(files, null, pin)
            : throw new CommandFailedException($"{path} is not a folder."));
    }

    public IFolder Open(string name, bool make)
    {
        var made = false;
        var opened = files.OpenFolder(At(name), follow: false);
        if (opened is null && make)
        {
            made = files.MakeFolder(At(name));
            opened = files.OpenFolder(At(name), follow: false);
        }

        var folder = opened ?? throw Missing(name);
        return Opened(folder, () =>
        {
            if (!folder.IsFolder || folder.IsReparsePoint)
            {
                throw new CommandRefusedException($"The folder {name} is a link or not a folder, and links are not followed.");
            }

            if (IsHere(folder, name))
            {
                return new PinnedFolder(files, this, folder);
            }

            if (made)
            {
                Remove(folder, name);
            }

            throw Elsewhere(name);
        });
    }

    public FileStream OpenRead(string name)
    {
        var file = Checked(files.OpenRead(At(name), follow: false), name);
        if (!file.IsReparsePoint)
        {
            return file.Stream(FileAccess.Read);
        }

        // The content is stored elsewhere, for example by deduplication. The first handle keeps the file in place while it is opened again.
        using (file)
        {
            return Checked(files.OpenRead(At(name), follow: true), name).Stream(FileAccess.Read);
        }
    }

    public FileStream CreateNew(string name)
    {
        var file = files.CreateNew(At(name));
        return Opened(file, () =>
        {
            if (!IsHere(file, name))
            {
                file.Delete();
                throw Elsewhere(name);
            }

            return file.Stream(FileAccess.Write);
        });
    }

    public bool Rename(string name, IFolder to, string newName, bool replace)
    {
        var target = (PinnedFolder)to;
        using var file = Checked(files.OpenToChange(At(name)), name);
        using var held = ReferenceEquals(target, this) ? null : target.Hold(newName);
        return file.Rename(target.At(newName), replace);
    }

    public void Delete(string name)
    {
        using var file = Checked(files.OpenToChange(At(name)), name);
        file.Delete();
    }

    public void Dispose()
    {
        pin.Dispose();
        above?.Dispose();
    }

    /// <summary>Prevents a folder, which may be empty, from becoming a junction.</summary>
    private IFileHandle Hold(string name)
    {
        var hold = $".butler-{EventIdentity.Hash(name)[..16]}.hold";
        return Checked(files.Hold(At(hold)), hold);
    }

    /// <summary>Checks that an open file is in this folder.</summary>
    private IFileHandle Checked(IFileHandle file, string name) => Opened(file, () =>
        file.IsLink ? throw new CommandRefusedException($"{name} is a link, and links are not followed.")
        : !IsHere(file, name) ? throw Elsewhere(name)
        : file.IsFolder ? throw new CommandRefusedException($"{name} is not an ordinary file.", denied: false)
        : file);

    /// <summary>Deletes a folder that was created in the wrong place.</summary>
    private void Remove(IFileHandle folder, string name)
    {
        var path = folder.FinalPath;
        folder.Dispose(); // the handle prevents deletion, also by this process
        using var again = files.OpenToChange(At(name));
        if (again.FinalPath == path)
        {
            again.Delete();
        }
    }

    private string At(string name) => Path.Join(RealPath, name);

    private bool IsHere(IFileHandle file, string name) => file.FinalPath.Equals(At(name), StringComparison.OrdinalIgnoreCase);

    private static CommandRefusedException Elsewhere(string name) =>
        new($"{name} was opened in another place: a folder on the way has become a link, and links are not followed.");

    private static CommandFailedException Missing(string folder) =>
        new($"The folder {folder} does not exist.") { Code = CommandCodes.NotFound };

    private static T Opened<T>(IFileHandle handle, Func<T> use)
    {
        try
        {
            return use();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
