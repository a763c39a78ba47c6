using System.Runtime.InteropServices;
using Butler.RelayAgent.Commands.Handling;
using Microsoft.Win32.SafeHandles;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>An open file or folder of Windows.</summary>
internal sealed class WindowsHandle(SafeFileHandle handle) : IFileHandle
{
    private const int RenameInfo = 3;
    private const int DispositionInfo = 4;
    private const int AttributeTagInfo = 9;
    private const int NotSameDevice = 17;
    private const int LongestPath = 32 * 1024;

    // https://learn.microsoft.com/windows/win32/fileio/reparse-point-tags: the tag means another name.
    private const uint NameSurrogate = 0x20000000;

    public unsafe string FinalPath
    {
        get
        {
            var buffer = new char[LongestPath];
            fixed (char* start = buffer)
            {
                var length = Kernel32.GetFinalPathNameByHandle(handle, start, LongestPath, 0);
                return length is 0 or > LongestPath
                    ? throw new CommandFailedException(
                        $"The real path of a file cannot be read: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}")
                    : FinalPathName.Plain(new string(buffer, 0, (int)length));
            }
        }
    }

    public bool IsFolder => Attributes.HasFlag(FileAttributes.Directory);

    public bool IsReparsePoint => Attributes.HasFlag(FileAttributes.ReparsePoint);

    public bool IsLink => IsReparsePoint && (ReparseTag & NameSurrogate) != 0;

    private FileAttributes Attributes
    {
        get
        {
            try
            {
                return File.GetAttributes(handle);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailedException($"The attributes of a file cannot be read: {refused.Message}", refused);
            }
        }
    }

    /// <summary>Read only for a reparse point: file systems without them do not support the query.</summary>
    private unsafe uint ReparseTag
    {
        get
        {
            Kernel32.AttributeTag tag;
            Check(Kernel32.GetInformation(handle, AttributeTagInfo, &tag, (uint)sizeof(Kernel32.AttributeTag)), "The attributes of a file");
            return tag.ReparseTag;
        }
    }

    public FileStream Stream(FileAccess access) => new(handle, access);

    public unsafe void Delete()
    {
        byte delete = 1; // FILE_DISPOSITION_INFO holds one BOOLEAN
        Check(Kernel32.SetInformation(handle, DispositionInfo, &delete, sizeof(byte)), Path.GetFileName(FinalPath));
    }

    public unsafe bool Rename(string path, bool replace)
    {
        // FILE_RENAME_INFO: whether to replace, a root (none, for a full path), the length in bytes, the path.
        var full = FinalPathName.Extended(path);
        var (nameAt, bytes) = ((2 * sizeof(nint)) + sizeof(uint), full.Length * sizeof(char));
        var info = new byte[nameAt + bytes + sizeof(char)];
        info[0] = replace ? (byte)1 : (byte)0;
        MemoryMarshal.Write(info.AsSpan(2 * sizeof(nint)), (uint)bytes);
        MemoryMarshal.AsBytes(full.AsSpan()).CopyTo(info.AsSpan(nameAt));
        fixed (byte* start = info)
        {
            if (Kernel32.SetInformation(handle, RenameInfo, start, (uint)info.Length))
            {
                return true;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        return error == NotSameDevice ? false : throw WindowsHandles.Problem(Path.GetFileName(path), error);
    }

    public void Dispose() => handle.Dispose();

    private static void Check(bool done, string what)
    {
        if (!done)
        {
            throw WindowsHandles.Problem(what, Marshal.GetLastPInvokeError());
        }
    }
}
