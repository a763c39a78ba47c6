using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Butler.Core.Text;

namespace Butler.RelayAgent.Monitors.Services.Managers.Windows;

/// <summary>
/// The service control manager of Windows. A look opens the manager once and reads the states of all services in one call; names that the
/// list does not have are asked for one by one.
/// </summary>
internal sealed class WindowsServiceManager : IServiceManager
{
    private readonly ConcurrentDictionary<string, ConfigMemory> memories = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The calls block, for minutes when a host hangs, so they get a thread of their own.</summary>
    public Task<HostServices> ReadAsync(string? host, IReadOnlyList<string>? names) => Task.Factory.StartNew(
        () => Read(host, names), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private HostServices Read(string? host, IReadOnlyList<string>? names)
    {
        using var manager = Open(host, names is not null, out var canList);
        var all = canList ? ListedService.All(manager) : [];
        var memory = memories.GetOrAdd(host ?? "", _ => new ConfigMemory());
        if (names is null)
        {
            return new HostServices(
                [
                    .. all.Where(each => each.Name.StartsWith(HostServices.Prefix, StringComparison.OrdinalIgnoreCase))
                        .Select(each => Describe(manager, memory, each)),
                ],
                []);
        }

        var services = new List<WinService>();
        var unread = new List<UnreadService>();
        foreach (var name in names)
        {
            var found = all.Find(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            var error = 0;
            if (found is null)
            {
                (found, error) = ListedService.Read(manager, name);
            }

            if (found is null)
            {
                unread.Add(new UnreadService(name, error, DidYouMean.Nearest(name, all.Select(each => each.Name))));
                continue;
            }

            services.Add(Describe(manager, memory, found));
        }

        return new HostServices(services, unread);
    }

    /// <summary>Opens the manager; an account that may not list services may still ask for names.</summary>
    private static ScmHandle Open(string? host, bool hasNames, out bool canList)
    {
        var manager = ServiceQueries.OpenManager(host, null, ServiceQueries.ManagerConnect | ServiceQueries.ManagerEnumerate);
        var error = Marshal.GetLastPInvokeError();
        canList = !manager.IsInvalid;
        if (manager.IsInvalid && error == ScmErrors.AccessDenied && hasNames)
        {
            manager.Dispose();
            manager = ServiceQueries.OpenManager(host, null, ServiceQueries.ManagerConnect);
            error = Marshal.GetLastPInvokeError();
        }

        if (!manager.IsInvalid)
        {
            return manager;
        }

        manager.Dispose();
        throw new ServiceManagerException(error);
    }

    private static WinService Describe(ScmHandle manager, ConfigMemory memory, ListedService listed)
    {
        var (name, displayName, status) = listed;
        var config = memory.Get(name, status.State, () => ServiceConfig.Read(manager, name));
        return new WinService(name, (WinServiceState)status.State)
        {
            DisplayName = displayName ?? config.DisplayName,
            StartType = config.StartType,
            ExePath = config.Path,
            Account = config.Account,
            Dependencies = config.Dependencies,
            Pid = status.ProcessId == 0 ? null : status.ProcessId,
            Win32ExitCode = status.ExitCode,
            ServiceExitCode = status.OwnExitCode,
        };
    }
}
