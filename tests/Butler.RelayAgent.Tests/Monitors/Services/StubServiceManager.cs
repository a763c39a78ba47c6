using System.Collections.Concurrent;
using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Tests.Monitors.Services;

/// <summary>Hosts whose services the test sets.</summary>
internal sealed class StubServiceManager : IServiceManager
{
    private readonly ConcurrentDictionary<string, int> calls = new();

    /// <summary>The services, by host; a host that is not here hangs.</summary>
    public ConcurrentDictionary<string, WinService[]> Hosts { get; } = new();

    /// <summary>Windows's error, by host.</summary>
    public ConcurrentDictionary<string, int> Errors { get; } = new();

    /// <summary>The names that may not be read.</summary>
    public HashSet<string> Denied { get; } = [];

    /// <summary>Ends the calls that hang.</summary>
    public TaskCompletionSource<HostServices> Hanging { get; set; } = new();

    public int Calls(string host) => calls.GetValueOrDefault(host);

    public Task<HostServices> ReadAsync(string? host, IReadOnlyList<string>? names)
    {
        calls.AddOrUpdate(host ?? "", 1, (_, count) => count + 1);
        if (Errors.TryGetValue(host ?? "", out var error))
        {
            return Task.FromException<HostServices>(new ServiceManagerException(error));
        }

        if (!Hosts.TryGetValue(host ?? "", out var all))
        {
            return Hanging.Task;
        }

        if (names is null)
        {
            return Task.FromResult(new HostServices(all, []));
        }

        var found = all.Where(each => names.Contains(each.Name, StringComparer.OrdinalIgnoreCase) && !Denied.Contains(each.Name)).ToList();
        var unread = names.Where(name => !found.Exists(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .Select(name => Denied.Contains(name)
                ? new UnreadService(name, ScmErrors.AccessDenied)
                : new UnreadService(name, ScmErrors.NoSuchService, all.FirstOrDefault()?.Name));
        return Task.FromResult(new HostServices(found, [.. unread]));
    }

    public void Set(string name, WinServiceState state, string host = "node2", string startType = StartTypes.Automatic)
    {
        var others = Hosts.GetValueOrDefault(host, []).Where(each => each.Name != name);
        Hosts[host] = [
            .. others,
            new WinService(name, state)
            {
                DisplayName = $"Display of {name}",
                StartType = startType,
                ExePath = @"C:\Qlik\x.exe",
                Account = @"NORD\svc",
                Dependencies = ["Rpcss"],
                Pid = state == WinServiceState.Running ? 4312 : null,
                Win32ExitCode = state == WinServiceState.Stopped ? 1067 : 0,
            },
        ];
    }

    public void Remove(string name, string host = "node2") => Hosts[host] = [.. Hosts[host].Where(each => each.Name != name)];
}
