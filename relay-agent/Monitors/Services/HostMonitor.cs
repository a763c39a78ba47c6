using System.Text.Json.Nodes;
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
    /// <summary>The time of the last look is on disk at least this often.</summary>
    private static readonly TimeSpan SaveAgain = TimeSpan.FromMinutes(5);

    private readonly HostLook look = new(host);
    private readonly string hostName = HostNameOf(host);
    private readonly ServiceEvents made = new(HostNameOf(host), new HostLook(host));
    private HostState state = file.Value ?? new HostState();
    private DateTimeOffset? statusMark;

    public string Name { get; } = NameOf(host);

    public TimeSpan Every => LookTimes.UntilNext(time.GetUtcNow(), options.Every);

    /// <summary>The name of a host's monitor.</summary>
    public static string NameOf(WatchedHost host) => host.Host is { } name ? $"services on {name}" : "services";

    public async Task LookAsync(CancellationToken stopping)
    {
        // What an earlier look decided and could not raise.
        await RaisePlannedAsync();
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
            state.Reach, failure.Code == ScmErrors.ShutdownInProgress, state.LookedAt, now);
        if (!isNews)
        {
            await KeepAsync(state with { Reach = reach }, []);
            return;
        }

        var (told, id) = ToldStatuses.Add(reach.Told, mark, "unreachable");
        await KeepAsync(state with { Reach = reach with { Told = told } }, [made.Reach(failure.Message, reach.Since, id)]);
    }

    private async Task AnsweredAsync(HostServices answer, DateTimeOffset now, DateTimeOffset mark)
    {
        var planned = new List<PlannedEvent>();
        var reach = new HostReach { Told = state.Reach.Told };
        if (state.Reach.IsDown)
        {
            var (told, id) = ToldStatuses.Add(reach.Told, mark, "reachable");
            reach = reach with { Told = told };
            planned.Add(made.Reach(null, state.Reach.Since, id));
        }

        var services = new List<KnownService>();
        foreach (var (service, alert) in look.Judge(state, answer, now))
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

        await KeepAsync(state with { Services = services, LookedAt = now, Reach = reach }, planned);
    }

    /// <summary>Raises the status of all watched services, once for each interval.</summary>
    private async Task StatusAsync(HostServices answer, DateTimeOffset mark)
    {
        if (options.Status is not { } every || LookTimes.Floor(mark, every) is var due && due == statusMark)
        {
            return;
        }

        var seen = answer.Services.Where(look.IsWatched).Select(each => each.Name).ToHashSet();
        foreach (var service in state.Services.Where(each => seen.Contains(each.Last.Name)))
        {
            await RaiseAsync(made.Status(service, due));
        }

        statusMark = due;
    }

    /// <summary>Remembers the state and raises the events, which are on disk before.</summary>
    private async Task KeepAsync(HostState next, IReadOnlyList<PlannedEvent> planned)
    {
        next = next with { Planned = planned };
        var saved = file.Value;
        var isDue = saved is null || next.LookedAt - saved.LookedAt >= SaveAgain;
        if (isDue || !IsSame(saved!, next))
        {
            file.Save(next);
        }

        state = next;
        await RaisePlannedAsync();
    }

    private async Task RaisePlannedAsync()
    {
        if (state.Planned.Count == 0)
        {
            return;
        }

        foreach (var each in state.Planned)
        {
            await RaiseAsync(each);
        }

        state = state with { Planned = [] };
        file.Save(state);
    }

    private Task RaiseAsync(PlannedEvent planned) =>
        events.RaiseAsync(planned.Type, planned.Id, planned.Subject, (JsonObject)planned.Data.DeepClone(), hostName);

    private static string HostNameOf(WatchedHost host) => host.Host ?? Environment.MachineName;

    /// <summary>Whether two states differ in nothing but the time of the last look.</summary>
    private static bool IsSame(HostState one, HostState other) =>
        one.Planned.Count + other.Planned.Count == 0 && one.Reach == other.Reach && one.Services.SequenceEqual(other.Services);

    /// <summary>Whether events tell of it: it was there before. A name that was never there is probably misspelled.</summary>
    private bool IsVanished(UnreadService unread) => unread.Error == ScmErrors.NoSuchService
        && state.Services.Any(each => each.Last.Name.Equals(unread.Name, StringComparison.OrdinalIgnoreCase));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The service {Service} on {Host} was {Before} and is {Status}")]
        public static partial void Changed(ILogger logger, string service, string host, string before, string status);
    }
}
