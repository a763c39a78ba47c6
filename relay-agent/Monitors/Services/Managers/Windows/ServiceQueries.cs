using System.Runtime.InteropServices;

namespace Butler.RelayAgent.Monitors.Services.Managers.Windows;

/// <summary>The part of winsvc.h, advapi32.dll, that reads services. No call here changes anything.</summary>
internal static partial class ServiceQueries
{
    public const uint ManagerConnect = 0x0001;
    public const uint ManagerEnumerate = 0x0004;
    public const uint QueryConfiguration = 0x0001;
    public const uint QueryCurrentStatus = 0x0004;
    public const uint Win32Services = 0x30;
    public const uint AllStates = 3;
    public const uint DelayedAutoStart = 3;

    public const int InsufficientBuffer = 122;
    public const int MoreData = 234;

    private const string Library = "advapi32.dll";

    [LibraryImport(Library, EntryPoint = "OpenSCManagerW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ScmHandle OpenManager(string? machine, string? database, uint access);

    [LibraryImport(Library, EntryPoint = "OpenServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial ScmHandle OpenService(ScmHandle manager, string name, uint access);

    [LibraryImport(Library, EntryPoint = "EnumServicesStatusExW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static unsafe partial bool Enumerate(
        ScmHandle manager, uint level, uint type, uint states, byte* services, uint size, out uint needed, out uint count, ref uint resume,
        nint group);

    [LibraryImport(Library, EntryPoint = "QueryServiceStatusEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryStatus(ScmHandle service, uint level, out ServiceProcess status, uint size, out uint needed);

    [LibraryImport(Library, EntryPoint = "QueryServiceConfigW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static unsafe partial bool QueryConfig(ScmHandle service, byte* config, uint size, out uint needed);

    [LibraryImport(Library, EntryPoint = "QueryServiceConfig2W", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static unsafe partial bool QueryConfig2(ScmHandle service, uint level, byte* info, uint size, out uint needed);

    [LibraryImport(Library, EntryPoint = "CloseServiceHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Close(nint handle);
}
