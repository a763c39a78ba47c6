using System.Runtime.InteropServices;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>SERVICE_STATUS of winsvc.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ServiceStatus
{
    public uint Type;
    public ScmState State;
    public uint Accepts;
    public uint ExitCode;
    public uint OwnExitCode;
    public uint CheckPoint;
    public uint WaitHint;
}
