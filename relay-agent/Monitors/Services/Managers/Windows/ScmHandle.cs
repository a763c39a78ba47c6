using Microsoft.Win32.SafeHandles;

namespace Butler.RelayAgent.Monitors.Services.Managers.Windows;

/// <summary>A handle of a service control manager, or of a service in it.</summary>
internal sealed class ScmHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => ServiceQueries.Close(handle);
}
