using Butler.Core.Events;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Copies, moves, deletes and creates files and folders. All folders of a path are held open during an action.</summary>
/// <param name="own">Files that are never accessed.</param>
/// <param name="openRule">Opens the folder of a rule.</param>
internal sealed class FileActions(OwnFiles own, Func<string, IFolder> openRule)
{
    /// <summary>Creates the actions for this operating system.</summary>
    public static FileActions Create(OwnFiles own) =>
        OperatingSystem.IsLinux() ? new FileActions(own, LinuxFolder.OpenRule)
        : OperatingSystem.IsWindows() ? OnWindows(own, new WindowsHandles())
        : new FileActions(own, _ => throw new CommandFailedException("File commands are carried out on Windows and Linux only."));

    /// <summary>Creates the actions for Windows.</summary>
    public static FileActions OnWindows(OwnFiles own, IFileHandles handles) => new(own, path => PinnedFolder.OpenRule(handles, path));

    /// <summary>Copies a file; the copy appears under its name only when it is complete.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The copy.</param>
    /// <param name="overwrite">Whether to replace an existing file.</param>
    /// <param name="preserveTimestamp">Whether the copy keeps the file's time.</param>
    /// <param name="id">The name of the incomplete copy is derived from this id.</param>
    /// <param name="stopping">Cancels the copy.</param>
    public async Task CopyAsync(
        ApprovedPath from, ApprovedPath to, bool overwrite, bool preserveTimestamp, string id, CancellationToken stopping)
    {
        using var source = Parent(from);
        using var target = Parent(to);
        await CopyAsync(source, from.Name, target, to.Name, overwrite, preserveTimestamp, id, stopping);
    }

    /// <summary>Moves a file, in one step if both folders are on one volume.</summary>
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

    /// <summary>Creates a folder; does nothing if it exists.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="intermediate">Whether to create missing parent folders.</param>
    public void MakeDir(ApprovedPath directory, bool intermediate)
    {
        using var parent = Parent(directory, intermediate);
        own.Refuse(parent.RealPath, directory.Name);
        parent.Open(directory.Name, make: true).Dispose();
    }

    /// <summary>
    /// Writes a file in a rule's folder. The file appears under its name only when it is complete, and replaces an existing one.
    /// </summary>
    public async Task WriteAsync(string folder, string name, ReadOnlyMemory<byte> content, string id, CancellationToken stopping)
    {
        using var target = openRule(folder);
        own.Refuse(target.RealPath, name);
        await WriteAsync(target, name, replace: true, id, stream => stream.WriteAsync(content, stopping).AsTask(), stopping);
    }

    private async Task CopyAsync(
        IFolder source, string name, IFolder target, string newName, bool overwrite, bool preserveTimestamp, string id,
        CancellationToken stopping)
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

    /// <summary>Opens a file for reading, after a check that it is not one of the relay's own files.</summary>
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
                folder.Dispose(); // a descriptor does not need its parents; a pinned folder does, and disposes of them
            }

            folder = next;
        }

        return folder;
    }
}
