using Butler.Core.Events;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Copies, moves, deletes and makes, in folders that are held open on the whole way.</summary>
/// <param name="own">What is never touched.</param>
/// <param name="openRule">Opens the folder of a rule.</param>
internal sealed class FileActions(OwnFiles own, Func<string, IFolder> openRule)
{
    /// <summary>With the means of this operating system.</summary>
    public static FileActions Create(OwnFiles own) =>
        OperatingSystem.IsLinux() ? new FileActions(own, LinuxFolder.OpenRule)
        : OperatingSystem.IsWindows() ? OnWindows(own, new WindowsHandles())
        : new FileActions(own, _ => throw new CommandFailedException("File commands are carried out on Windows and Linux only."));

    /// <summary>As Windows does it.</summary>
    public static FileActions OnWindows(OwnFiles own, IFileHandles handles) => new(own, path => PinnedFolder.OpenRule(handles, path));

    /// <summary>Copies a file; under its name it appears whole or not at all.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The copy.</param>
    /// <param name="overwrite">Whether to replace what is there.</param>
    /// <param name="preserveTimestamp">Whether the copy keeps the file's time.</param>
    /// <param name="id">What the file is named after while it is not whole.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task CopyAsync(ApprovedPath from, ApprovedPath to, bool overwrite, bool preserveTimestamp, string id, CancellationToken stopping)
    {
        using var source = Parent(from);
        using var target = Parent(to);
        await CopyAsync(source, from.Name, target, to.Name, overwrite, preserveTimestamp, id, stopping);
    }

    /// <summary>Moves a file, in one step where both folders are on one volume.</summary>
    public async Task MoveAsync(ApprovedPath from, ApprovedPath to, bool overwrite, string id, CancellationToken stopping)
    {
        using var source = Parent(from);
        using var target = Parent(to);
        own.Refuse(target.RealPath, to.Name);
        OpenChecked(source, from.Name).Dispose();
        if (!source.Rename(from.Name, target, to.Name, overwrite))
        {
            await CopyAsync(source, from.Name, target, to.Name, overwrite, preserveTimestamp: true, id, stopping);
            source.Delete(from.Name);
        }
    }

    /// <summary>Deletes a file.</summary>
    public void Delete(ApprovedPath file)
    {
        using var folder = Parent(file);
        OpenChecked(folder, file.Name).Dispose();
        folder.Delete(file.Name);
    }

    /// <summary>Makes a folder; nothing happens where it is there.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="intermediate">Whether to make those above it that are missing.</param>
    public void MakeDir(ApprovedPath directory, bool intermediate)
    {
        using var parent = Parent(directory, intermediate);
        own.Refuse(parent.RealPath, directory.Name);
        parent.Open(directory.Name, make: true).Dispose();
    }

    /// <summary>Writes a file of a rule's folder; under its name it appears whole or not at all, in place of what was there.</summary>
    public async Task WriteAsync(string folder, string name, ReadOnlyMemory<byte> content, string id, CancellationToken stopping)
    {
        using var target = openRule(folder);
        own.Refuse(target.RealPath, name);
        await WriteAsync(target, name, replace: true, id, stream => stream.WriteAsync(content, stopping).AsTask(), stopping);
    }

    private async Task CopyAsync(
        IFolder source, string name, IFolder target, string newName, bool overwrite, bool preserveTimestamp, string id, CancellationToken stopping)
    {
        own.Refuse(target.RealPath, newName);
        await using var original = OpenChecked(source, name);
        var written = File.GetLastWriteTimeUtc(original.SafeFileHandle);
        await WriteAsync(
            target,
            newName,
            overwrite,
            id,
            async copy =>
            {
                await original.CopyToAsync(copy, stopping);
                await copy.FlushAsync(stopping);
                if (preserveTimestamp)
                {
                    File.SetLastWriteTimeUtc(copy.SafeFileHandle, written);
                }
            },
            stopping);
    }

    private static async Task WriteAsync(
        IFolder target, string name, bool replace, string id, Func<FileStream, Task> write, CancellationToken stopping)
    {
        var half = $".butler-{EventIdentity.Hash(id)[..16]}.tmp";
        var file = target.CreateNew(half);
        try
        {
            await using (file)
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }

            stopping.ThrowIfCancellationRequested();
            target.Rename(half, target, name, replace);
        }
        catch (Exception failure)
        {
            target.Delete(half);
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailedException($"{name} could not be written: {failure.Message}", failure);
            }

            throw;
        }
    }

    /// <summary>Opens a file to read, once it is known that it is none of the relay's own.</summary>
    private FileStream OpenChecked(IFolder folder, string name)
    {
        own.Refuse(folder.RealPath, name);
        return folder.OpenRead(name);
    }

    private IFolder Parent(ApprovedPath path, bool make = false)
    {
        var folder = openRule(path.Folder.Text);
        foreach (var name in path.Parents)
        {
            own.Refuse(folder.RealPath, name);
            IFolder next;
            try
            {
                next = folder.Open(name, make);
            }
            catch
            {
                folder.Dispose();
                throw;
            }

            if (next is not PinnedFolder)
            {
                folder.Dispose(); // a descriptor needs nothing above it; a pin does, and disposes of it
            }

            folder = next;
        }

        return folder;
    }
}
