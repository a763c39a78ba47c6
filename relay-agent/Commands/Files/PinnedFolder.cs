using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// A folder by its path, for Windows. While it is in use a handle without the right to share deletion pins it, and each folder above it
/// up to the rule's: none of them can be renamed, deleted or replaced. What remains open: somebody with write access in the folder may
/// put a link at the place of a file between the look at it and its opening.
/// </summary>
internal sealed partial class PinnedFolder : IFolder
{
    private const uint ShareReadWrite = 0x3;
    private const uint OpenExisting = 3;
    private const uint BackupSemantics = 0x02000000;
    private const uint OpenReparsePoint = 0x00200000;
    private const uint ListFolder = 0x1;

    private readonly string path;
    private readonly PinnedFolder? above;
    private readonly SafeFileHandle? pin;

    private PinnedFolder(string path, PinnedFolder? above, SafeFileHandle? pin) => (this.path, this.above, this.pin) = (path, above, pin);

    public string RealPath => pin is null ? OwnFiles.RealPath(path) : FinalPath(pin);

    /// <summary>Opens the folder of a rule, by whatever path the operator chose.</summary>
    public static PinnedFolder OpenRule(string path) => Directory.Exists(path)
        ? new PinnedFolder(path, null, Pin(path, followed: true))
        : throw new CommandFailedException($"The folder {path} does not exist.");

    public IFolder Open(string name, bool make)
    {
        var child = Path.Combine(path, name);
        if (!Path.Exists(child))
        {
            if (!make)
            {
                throw new CommandFailedException($"The folder {name} does not exist.");
            }

            Guard(() => Directory.CreateDirectory(child));
        }

        var pinned = Pin(child, followed: false);
        var attributes = Guard(() => File.GetAttributes(child));
        if (!attributes.HasFlag(FileAttributes.Directory) || attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            pinned?.Dispose();
            throw new CommandRefusedException($"The folder {name} is a link or no folder, and links are not followed.");
        }

        return new PinnedFolder(child, this, pinned);
    }

    public FileStream OpenRead(string name)
    {
        RefuseLink(name);
        return Guard(() => new FileStream(Path.Combine(path, name), FileMode.Open, FileAccess.Read, FileShare.Read));
    }

    public FileStream CreateNew(string name) => Guard(() => new FileStream(Path.Combine(path, name), FileMode.CreateNew, FileAccess.Write, FileShare.None));

    public bool Rename(string name, IFolder to, string newName, bool replace)
    {
        RefuseLink(name);
        Guard(() => File.Move(Path.Combine(path, name), Path.Combine(((PinnedFolder)to).path, newName), replace));
        return true;
    }

    public void Delete(string name)
    {
        RefuseLink(name);
        Guard(() => File.Delete(Path.Combine(path, name)));
    }

    public void Dispose()
    {
        pin?.Dispose();
        above?.Dispose();
    }

    private void RefuseLink(string name)
    {
        var file = new FileInfo(Path.Combine(path, name));
        if (Directory.Exists(file.FullName))
        {
            throw new CommandRefusedException($"{name} is no ordinary file.", denied: false);
        }

        if (file.LinkTarget is not null)
        {
            throw new CommandRefusedException($"{name} is a link, and links are not followed.");
        }

        if (!file.Exists)
        {
            throw new CommandFailedException($"{name} does not exist.");
        }
    }

    private static SafeFileHandle? Pin(string path, bool followed)
    {
        if (!OperatingSystem.IsWindows())
        {
            return null;
        }

        var handle = CreateFile(
            path, ListFolder, ShareReadWrite, 0, OpenExisting, BackupSemantics | (followed ? 0 : OpenReparsePoint), 0);
        return handle.IsInvalid
            ? throw new CommandFailedException($"The folder {path} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}")
            : handle;
    }

    private static unsafe string FinalPath(SafeFileHandle handle)
    {
        var buffer = new char[32 * 1024];
        fixed (char* start = buffer)
        {
            var length = GetFinalPathNameByHandle(handle, start, (uint)buffer.Length, 0);
            var text = new string(buffer, 0, (int)Math.Min(length, (uint)buffer.Length));
            return length == 0 || length > buffer.Length
                ? throw new CommandFailedException("The real path of a folder cannot be told.")
                : text.StartsWith(@"\\?\UNC\", StringComparison.OrdinalIgnoreCase) ? @"\\" + text[8..]
                : text.StartsWith(@"\\?\", StringComparison.Ordinal) ? text[4..] : text;
        }
    }

    private static void Guard(Action action) => Guard(() =>
    {
        action();
        return true;
    });

    private static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(refused.Message, refused);
        }
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFinalPathNameByHandleW", SetLastError = true)]
    private static unsafe partial uint GetFinalPathNameByHandle(SafeFileHandle handle, char* path, uint length, uint flags);
}
