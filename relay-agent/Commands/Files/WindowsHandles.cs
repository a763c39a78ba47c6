using System.Runtime.InteropServices;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>Opens files with <c>CreateFileW</c>, with paths of any length.</summary>
internal sealed class WindowsHandles : IFileHandles
{
    private const uint ListFolder = 0x1;
    private const uint ReadAttributes = 0x80;
    private const uint DeleteAccess = 0x10000;
    private const uint GenericWrite = 0x40000000;
    private const uint GenericRead = 0x80000000;
    private const uint ShareNothing = 0;
    private const uint ShareRead = 0x1;
    private const uint ShareReadWrite = 0x3;
    private const uint CreateNewOnly = 1;
    private const uint OpenExisting = 3;
    private const uint OpenAlways = 4;
    private const uint OpenReparsePoint = 0x00200000;
    private const uint BackupSemantics = 0x02000000;
    private const uint DeleteOnClose = 0x04000000;
    private const int FileNotFound = 2;
    private const int PathNotFound = 3;
    private const int FileExists = 80;
    private const int AlreadyExists = 183;

    public IFileHandle? OpenFolder(string path, bool follow)
    {
        var error = TryOpen(path, ListFolder | ReadAttributes, ShareReadWrite, OpenExisting, follow ? 0 : OpenReparsePoint, out var handle);
        return error is FileNotFound or PathNotFound ? null : handle ?? throw Problem($"The folder {path}", error);
    }

    public bool MakeFolder(string path)
    {
        if (Kernel32.CreateDirectory(FinalPathName.Extended(path), 0))
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == AlreadyExists ? false : throw Problem($"The folder {path}", error);
    }

    public IFileHandle OpenRead(string path, bool follow) =>
        Open(path, GenericRead, ShareRead, OpenExisting, follow ? 0 : OpenReparsePoint);

    public IFileHandle CreateNew(string path) =>
        Open(path, GenericWrite | ReadAttributes | DeleteAccess, ShareNothing, CreateNewOnly, OpenReparsePoint);

    public IFileHandle OpenToChange(string path) =>
        Open(path, DeleteAccess | ReadAttributes, ShareReadWrite, OpenExisting, OpenReparsePoint);

    public IFileHandle Hold(string path) =>
        Open(path, DeleteAccess | ReadAttributes, ShareReadWrite, OpenAlways, OpenReparsePoint | DeleteOnClose);

    /// <summary>Describes an error.</summary>
    internal static CommandFailedException Problem(string what, int error) => error switch
    {
        FileNotFound or PathNotFound => new CommandFailedException($"{what} does not exist.") { Code = CommandCodes.NotFound },
        FileExists or AlreadyExists => new CommandFailedException($"{what} exists already.") { Code = CommandCodes.Exists },
        _ => new CommandFailedException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };

    private static WindowsHandle Open(string path, uint access, uint share, uint disposition, uint flags)
    {
        var error = TryOpen(path, access, share, disposition, flags, out var handle);
        return handle ?? throw Problem(Path.GetFileName(path), error);
    }

    private static int TryOpen(string path, uint access, uint share, uint disposition, uint flags, out WindowsHandle? handle)
    {
        var opened = Kernel32.CreateFile(FinalPathName.Extended(path), access, share, 0, disposition, BackupSemantics | flags, 0);
        var error = Marshal.GetLastPInvokeError();
        handle = opened.IsInvalid ? null : new WindowsHandle(opened);
        return handle is null ? error : 0;
    }
}
