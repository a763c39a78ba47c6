using System.Runtime.InteropServices;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>
/// The used part of the service control manager's interface: winsvc.h, advapi32.dll. Structures are laid out by hand, so that no reflection
/// is needed.
/// </summary>
internal static partial class Scm
{
    public const uint ManagerConnect = 0x0001;
    public const uint ManagerCreateService = 0x0002;
    public const uint ServiceAllAccess = 0xF01FF;
    public const uint ServiceQueryStatus = 0x0004;
    public const uint OwnProcess = 0x10;
    public const uint AutoStart = 2;
    public const uint ErrorNormal = 1;

    public const uint ControlStop = 1;
    public const uint ControlInterrogate = 4;
    public const uint ControlShutdown = 5;
    public const uint ControlPreShutdown = 0x0F;

    public const uint AcceptStop = 1;
    public const uint AcceptShutdown = 4;
    public const uint AcceptPreShutdown = 0x100;

    public const uint ConfigDescription = 1;
    public const uint ConfigFailureActions = 2;
    public const uint ConfigDelayedAutoStart = 3;
    public const uint ConfigFailureActionsFlag = 4;
    public const uint ConfigPreShutdown = 7;

    public const int NoSuchService = 1060;
    public const int DatabaseLocked = 1055;
    public const int AlreadyExists = 1073;
    public const int NotActive = 1062;
    public const int AccessDenied = 5;
    public const int InvalidAccount = 1057;
    public const int LogonFailed = 1069;
    public const int CallNotImplemented = 120;
    public const int InvalidLevel = 124;
    public const int NotStartedByManager = 1063;
    public const int MarkedForDelete = 1072;

    private const string Library = "advapi32.dll";

    [LibraryImport(Library, EntryPoint = "OpenSCManagerW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint OpenManager(string? machine, string? database, uint access);

    [LibraryImport(Library, EntryPoint = "OpenServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint OpenService(nint manager, string name, uint access);

    [LibraryImport(Library, EntryPoint = "CreateServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint CreateService(
        nint manager, string name, string displayName, uint access, uint type, uint start, uint errorControl,
        string commandLine, string? group, nint tag, string? dependencies, string? account, string? password);

    [LibraryImport(Library, EntryPoint = "ChangeServiceConfig2W", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool ChangeConfig(nint service, uint level, nint info);

    [LibraryImport(Library, EntryPoint = "DeleteService", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool DeleteService(nint service);

    [LibraryImport(Library, EntryPoint = "StartServiceW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool StartService(nint service, uint count, nint arguments);

    [LibraryImport(Library, EntryPoint = "ControlService", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Control(nint service, uint control, out ServiceStatus status);

    [LibraryImport(Library, EntryPoint = "QueryServiceStatus", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool QueryStatus(nint service, out ServiceStatus status);

    [LibraryImport(Library, EntryPoint = "CloseServiceHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Close(nint handle);

    /// <summary>Blocks until the service has stopped. <paramref name="table"/> holds name and entry point, then two zeros.</summary>
    [LibraryImport(Library, EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool StartDispatcher(nint table);

    [LibraryImport(Library, EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static unsafe partial nint RegisterHandler(
        string name, delegate* unmanaged[Stdcall]<uint, uint, nint, nint, uint> handler, nint context);

    [LibraryImport(Library, EntryPoint = "SetServiceStatus", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetStatus(nint handle, in ServiceStatus status);
}
