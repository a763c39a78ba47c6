using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Services.Managers;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>
/// Watches the services of one host. Each host has a monitor of its own, so that a host that hangs delays no other. The looks are on the
/// marks of the clock.
/// </summary>
internal sealed partial class HostMonitor(
    ServiceMonitorOptions options, WatchedHost host, HostCall call, MonitorEvents events, MonitorFile<HostState> file, TimeProvider time,
    ILogger<HostMonitor> logger) : IMonitor
{
    private readonly HostLook look = new(host);
    private readonly string hostName = HostNameOf(host);
    private readonly ServiceEvents made = new(HostNameOf(host), new HostLook(host));
    private readonly HostMemory memory = new(HostNameOf(host), file, events);
    private DateTimeOffset? statusMark;

    public string Name { get; } = NameOf(host);

    public TimeSpan Every => LookTimes.UntilNext(time.GetUtcNow(), options.Every);

    /// <summary>The name of a host's monitor.</summary>
    public static string NameOf(WatchedHost host) => host.Host is { } name ? $"services on {name}" : "services";

    public async Task LookAsync(CancellationToken stopping)
    {
        // What an earlier look decided and could not raise.
        await memory.RaisePlannedAsync();
        var now = time.GetUtcNow();
        var mark = LookTimes.Mark(now, options.Every);
        HostServices answer;
        try
        {
            answer = await call.AskAsync(stopping);
        }
        catch (ServiceManagerException failure)
        {
            await FailedAsync(failure, now, mark);
            throw new MonitorException($"{hostName}: {failure.Message}", failure);
        }

        await AnsweredAsync(answer, now, mark);
        await StatusAsync(answer, mark);
        if (answer.Unread.FirstOrDefault(each => !IsVanished(each)) is { } first)
        {
            throw new MonitorException($"{hostName}: {first.Text}");
        }
    }

    private async Task FailedAsync(ServiceManagerException failure, DateTimeOffset now, DateTimeOffset mark)
    {
        var (reach, isNews) = HostReachChange.Failed(
            memory.State.Reach, failure.Code == ScmErrors.ShutdownInProgress, memory.State.LookedAt, now);
        if (!isNews)
        {
            await memory.KeepAsync(memory.State with { Reach = reach }, []);
            return;
        }

        var (told, id) = ToldStatuses.Add(reach.Told, mark, "unreachable");
        await memory.KeepAsync(memory.State with { Reach = reach with { Told = told } }, [made.Reach(failure.Message, reach.Since, id)]);
    }

    private async Task AnsweredAsync(HostServices answer, DateTimeOffset now, DateTimeOffset mark)
    {
        var planned = new List<PlannedEvent>();
        var reach = new HostReach { Told = memory.State.Reach.Told };
        if (memory.State.Reach.IsDown)
        {
            var (told, id) = ToldStatuses.Add(reach.Told, mark, "reachable");
            reach = reach with { Told = told };
            planned.Add(made.Reach(null, memory.State.Reach.Since, id));
        }

        var services = new List<KnownService>();
        foreach (var (service, alert) in look.Judge(memory.State, answer, now))
        {
            if (alert is null)
            {
                services.Add(service);
                continue;
            }

            var (told, id) = ToldStatuses.Add(service.Told, mark, alert.Status);
            services.Add(service with { Told = told });
            planned.Add(made.Changed(service, alert, id));
            Log.Changed(logger, service.Last.Name, hostName, alert.Previous, alert.Status);
        }

        await memory.KeepAsync(memory.State with { Services = services, LookedAt = now, Reach = reach }, planned);
    }

    /// <summary>Raises the status of all watched services, once for each interval.</summary>
    private async Task StatusAsync(HostServices answer, DateTimeOffset mark)
    {
        if (options.Status is not { } every || LookTimes.Floor(mark, every) is var due && due == statusMark)
        {
            return;
        }

        var seen = answer.Services.Where(look.IsWatched).Select(each => each.Name).ToHashSet();
        foreach (var service in memory.State.Services.Where(each => seen.Contains(each.Last.Name)))
        {
            await memory.RaiseAsync(made.Status(service, due));
        }

        statusMark = due;
    }

    private static string HostNameOf(WatchedHost host) => host.Host ?? Environment.MachineName;

    /// <summary>Whether events tell of it: it was there before. A name that was never there is probably misspelled.</summary>
    private bool IsVanished(UnreadService unread) => unread.Error == ScmErrors.NoSuchService
        && memory.State.Services.Any(each => each.Last.Name.Equals(unread.Name, StringComparison.OrdinalIgnoreCase));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The service {Service} on {Host} was {Before} and is {Status}")]
        public static partial void Changed(ILogger logger, string service, string host, string before, string status);
    }
}
