using System.Buffers;
using System.Runtime.InteropServices;

namespace Butler.RelayAgent.Monitors.Services.Managers.Windows;

/// <summary>A service and its state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">The name that Windows shows; null when it was not read with the state.</param>
/// <param name="Status">Its state.</param>
internal sealed record ListedService(string Name, string? DisplayName, ServiceProcess Status)
{
    /// <summary>The most that Windows accepts for this call.</summary>
    private const uint MaxBytes = 256 * 1024;

    private const uint ProcessInfo = 0;

    /// <summary>Reads all services that this account may read, with their states.</summary>
    /// <exception cref="ServiceManagerException">The host did not answer.</exception>
    public static unsafe List<ListedService> All(ScmHandle manager)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)MaxBytes);
        try
        {
            fixed (byte* bytes = buffer)
            {
                return All(manager, bytes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads one service.</summary>
    /// <returns>The service, or Windows's error code.</returns>
    public static (ListedService? Service, int Error) Read(ScmHandle manager, string name)
    {
        using var service = ServiceQueries.OpenService(manager, name, ServiceQueries.QueryCurrentStatus);
        if (service.IsInvalid)
        {
            return (null, Marshal.GetLastPInvokeError());
        }

        var size = (uint)Marshal.SizeOf<ServiceProcess>();
        return ServiceQueries.QueryStatus(service, ProcessInfo, out var status, size, out _)
            ? (new ListedService(name, null, status), 0)
            : (null, Marshal.GetLastPInvokeError());
    }

    private static unsafe List<ListedService> All(ScmHandle manager, byte* bytes)
    {
        var all = new List<ListedService>();
        for (uint resume = 0; ;)
        {
            var isLast = ServiceQueries.Enumerate(
                manager, ProcessInfo, ServiceQueries.Win32Services, ServiceQueries.AllStates, bytes, MaxBytes, out _, out var count,
                ref resume, 0);
            var error = isLast ? 0 : Marshal.GetLastPInvokeError();
            if (!isLast && (error != ServiceQueries.MoreData || count == 0))
            {
                throw new ServiceManagerException(error);
            }

            for (var i = 0; i < count; i++)
            {
                var found = ((EnumeratedService*)bytes)[i];
                all.Add(new ListedService(
                    Marshal.PtrToStringUni(found.Name) ?? "", Marshal.PtrToStringUni(found.DisplayName), found.Status));
            }

            if (isLast)
            {
                return all;
            }
        }
    }
}
