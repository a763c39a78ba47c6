using System.Runtime.InteropServices;

namespace Butler.RelayAgent.Monitors.Services.Managers.Windows;

/// <summary>SERVICE_STATUS_PROCESS of winsvc.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ServiceProcess
{
    public uint Type;
    public uint State;
    public uint Accepts;
    public int ExitCode;
    public int OwnExitCode;
    public uint CheckPoint;
    public uint WaitHint;
    public int ProcessId;
    public uint Flags;
}

/// <summary>ENUM_SERVICE_STATUS_PROCESSW of winsvc.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EnumeratedService
{
    public nint Name;
    public nint DisplayName;
    public ServiceProcess Status;
}

/// <summary>QUERY_SERVICE_CONFIGW of winsvc.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct QueriedConfig
{
    public uint Type;
    public uint StartType;
    public uint ErrorControl;
    public nint Path;
    public nint LoadOrderGroup;
    public uint TagId;
    public nint Dependencies;
    public nint Account;
    public nint DisplayName;
}
