using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Butler.RelayAgent.Commands.Files;

/// <summary>The part of Windows' file interface that goes by handles: fileapi.h and winbase.h.</summary>
internal static partial class Kernel32
{
    private const string Library = "kernel32";

    [LibraryImport(Library, EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafeFileHandle CreateFile(
        string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport(Library, EntryPoint = "CreateDirectoryW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreateDirectory(string path, nint security);

    [LibraryImport(Library, EntryPoint = "GetFinalPathNameByHandleW", SetLastError = true)]
    public static unsafe partial uint GetFinalPathNameByHandle(SafeFileHandle handle, char* path, uint length, uint flags);

    [LibraryImport(Library, EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static unsafe partial bool GetInformation(SafeFileHandle handle, int kind, void* info, uint size);

    [LibraryImport(Library, EntryPoint = "SetFileInformationByHandle", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static unsafe partial bool SetInformation(SafeFileHandle handle, int kind, void* info, uint size);

    /// <summary>FILE_ATTRIBUTE_TAG_INFO of winbase.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct AttributeTag
    {
        public uint Attributes;
        public uint ReparseTag;
    }
}
