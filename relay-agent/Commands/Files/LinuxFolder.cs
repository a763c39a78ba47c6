using System.Runtime.InteropServices;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Microsoft.Win32.SafeHandles;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>
/// A folder that is held by its descriptor. All actions use <c>openat</c>, <c>renameat2</c> and <c>unlinkat</c> with <c>O_NOFOLLOW</c>, so
/// a link that appears after a check is not followed.
/// </summary>
internal sealed partial class LinuxFolder : IFolder
{
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int PathOnly = 0x200000;
    private const int NoReplace = 1;
    private const int NoEntry = 2;
    private const int Exists = 17;
    private const int CrossDevice = 18;
    private const int NotDirectory = 20;
    private const int Invalid = 22;
    private const int NotPermitted = 1;
    private const int TooManyLinks = 31;
    private const int NoCall = 38;
    private const int Loop = 40;
    private const int NotSupported = 95;

    // These values differ between the two supported architectures.
    private static readonly int DirectoryOnly = IsArm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    private readonly SafeFileHandle folder;
    private readonly FileSystem can;

    private LinuxFolder(SafeFileHandle folder, FileSystem can) => (this.folder, this.can) = (folder, can);

    public string RealPath => new FileInfo($"/proc/self/fd/{folder.DangerousGetHandle()}").LinkTarget
        ?? throw new CommandFailedException("The real path of a folder cannot be read; is /proc mounted?");

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Opens the folder of a rule; links in its path are followed.</summary>
    public static LinuxFolder OpenRule(string path) => OpenRule(path, new FileSystem(RenamesWithoutReplacing: true, Links: true));

    /// <summary>Opens the folder of a rule on a file system with the given features.</summary>
    internal static LinuxFolder OpenRule(string path, FileSystem can)
    {
        var handle = OpenAt(-100, path, PathOnly | DirectoryOnly | CloseOnExec, 0);
        return handle.IsInvalid ? throw Problem($"The folder {path}", Marshal.GetLastPInvokeError()) : new LinuxFolder(handle, can);
    }

    public IFolder Open(string name, bool make)
    {
        var error = TryOpen(name, out var handle);
        if (error == NoEntry && make)
        {
            if (MakeAt(folder, name, 0x1FF) != 0 && Marshal.GetLastPInvokeError() is var made && made != Exists)
            {
                throw Problem($"The folder {name}", made);
            }

            error = TryOpen(name, out handle);
        }

        return error == 0 ? new LinuxFolder(handle, can) : throw Problem($"The folder {name}", error);
    }

    public FileStream OpenRead(string name)
    {
        var handle = OpenAt(Descriptor, name, NoFollow | NonBlocking | CloseOnExec, 0);
        if (handle.IsInvalid)
        {
            throw Problem(name, Marshal.GetLastPInvokeError());
        }

        var isFolder = File.GetAttributes(handle).HasFlag(FileAttributes.Directory);
        var stream = isFolder ? null : new FileStream(handle, FileAccess.Read);
        if (stream is { CanSeek: true })
        {
            return stream;
        }

        handle.Dispose();
        throw new CommandRefusedException($"{name} is not an ordinary file.", denied: false);
    }

    public FileStream CreateNew(string name)
    {
        var handle = OpenAt(Descriptor, name, WriteOnly | Create | Exclusive | NoFollow | CloseOnExec, 0x1B6);
        return handle.IsInvalid ? throw Problem(name, Marshal.GetLastPInvokeError()) : new FileStream(handle, FileAccess.Write);
    }

    public bool Rename(string name, IFolder to, string newName, bool replace)
    {
        var target = ((LinuxFolder)to).folder;
        var error = replace ? Last(RenameAt(folder, name, target, newName, 0)) : RenameNew(name, target, newName);
        return error switch
        {
            0 => true,
            CrossDevice => false,
            _ => throw Problem(error == Exists ? newName : name, error),
        };
    }

    /// <summary>
    /// Some network and FUSE file systems cannot rename without replacing. There the name is reserved first, which fails if it exists.
    /// </summary>
    private int RenameNew(string name, SafeFileHandle target, string newName)
    {
        var error = can.RenamesWithoutReplacing ? Last(RenameAt(folder, name, target, newName, NoReplace)) : Invalid;
        if (error is not (Invalid or NoCall or NotSupported))
        {
            return error;
        }

        error = can.Links ? Last(LinkAt(folder, name, target, newName, 0)) : NotPermitted;
        if (error is not (NotPermitted or NoCall or NotSupported or TooManyLinks))
        {
            return error == 0 ? Last(UnlinkAt(folder, name, 0)) : error;
        }

        return RenameOverOwn(name, target, newName);
    }

    /// <summary>Without hard links, an empty file reserves the name, which fails if it exists, and the file replaces it.</summary>
    private int RenameOverOwn(string name, SafeFileHandle target, string newName)
    {
        using var own = OpenAt((int)target.DangerousGetHandle(), newName, WriteOnly | Create | Exclusive | NoFollow | CloseOnExec, 0x1B6);
        if (own.IsInvalid)
        {
            return Marshal.GetLastPInvokeError();
        }

        var error = Last(RenameAt(folder, name, target, newName, 0));
        if (error != 0)
        {
            _ = UnlinkAt(target, newName, 0); // the error of the rename is reported
        }

        return error;
    }

    private static int Last(int result) => result == 0 ? 0 : Marshal.GetLastPInvokeError();

    public void Delete(string name)
    {
        if (UnlinkAt(folder, name, 0) != 0)
        {
            throw Problem(name, Marshal.GetLastPInvokeError());
        }
    }

    public void Dispose() => folder.Dispose();

    private int Descriptor => (int)folder.DangerousGetHandle();

    private int TryOpen(string name, out SafeFileHandle handle)
    {
        handle = OpenAt(Descriptor, name, PathOnly | DirectoryOnly | NoFollow | CloseOnExec, 0);
        return handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
    }

    private static Exception Problem(string what, int error) => error switch
    {
        Loop => new CommandRefusedException($"{what} is a link, and links are not followed."),
        NotDirectory => new CommandRefusedException($"{what} is a link or not a folder, and links are not followed."),
        NoEntry => new CommandFailedException($"{what} does not exist.") { Code = CommandCodes.NotFound },
        Exists => new CommandFailedException($"{what} exists already.") { Code = CommandCodes.Exists },
        _ => new CommandFailedException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}."),
    };

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeAt(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle from, string name, SafeFileHandle to, string newName, uint flags);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(SafeFileHandle from, string name, SafeFileHandle to, string newName, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle folder, string name, int flags);

    /// <summary>The features of a file system.</summary>
    /// <param name="RenamesWithoutReplacing">Whether it knows <c>RENAME_NOREPLACE</c>.</param>
    /// <param name="Links">Whether it has hard links.</param>
    internal sealed record FileSystem(bool RenamesWithoutReplacing, bool Links);
}
