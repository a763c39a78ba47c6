using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.Text;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>Makes the events about a host and its services.</summary>
/// <param name="host">The host's name.</param>
/// <param name="look">Knows the friendly names.</param>
internal sealed class ServiceEvents(string host, HostLook look)
{
    /// <summary>Longer texts are cut, so that the event fits into a record of the journal.</summary>
    private const int MaxText = 1000;

    private const int MaxDependencies = 50;

    /// <summary>The event that a service stopped or started.</summary>
    /// <param name="service">The service.</param>
    /// <param name="alert">The change.</param>
    /// <param name="id">The end of its id.</param>
    public PlannedEvent Changed(KnownService service, ServiceAlert alert, string id)
    {
        var data = Data(service.Last, alert.Status, alert.Since);
        data["servicePrevStatus"] = alert.Previous;
        return new PlannedEvent(
            alert.IsDown ? EventTypes.ServiceStopped : EventTypes.ServiceStarted,
            $"service:{IdOf(service.Last)}:{id}",
            SubjectOf(service.Last),
            data);
    }

    /// <summary>The event with a service's status.</summary>
    public PlannedEvent Status(KnownService service, DateTimeOffset mark) => new(
        EventTypes.ServiceStatus,
        $"service:{IdOf(service.Last)}:status:{MonitorTimes.Text(mark)}",
        SubjectOf(service.Last),
        Data(service.Last, service.Last.State.Text(), service.Since));

    /// <summary>The event that the host cannot be asked, or can be asked again.</summary>
    /// <param name="reason">Why; null: it can be asked again.</param>
    /// <param name="since">The last look before that it answered.</param>
    /// <param name="id">The end of its id.</param>
    public PlannedEvent Reach(string? reason, DateTimeOffset? since, string id) => new(
        reason is null ? EventTypes.HostReachable : EventTypes.HostUnreachable,
        $"host:{host.ToLowerInvariant()}:{id}",
        $"host/{host}",
        new JsonObject { ["host"] = host, ["reason"] = reason, ["since"] = TextOrNull(since) });

    private JsonObject Data(WinService service, string status, DateTimeOffset? since)
    {
        var isThere = status != WinServiceStates.Unknown;
        return new JsonObject
        {
            ["host"] = host,
            ["serviceName"] = service.Name,
            ["serviceDisplayName"] = service.DisplayName,
            ["serviceFriendlyName"] = look.FriendlyName(service.Name),
            ["serviceStatus"] = status,
            ["serviceStartType"] = service.StartType,
            ["serviceExePath"] = Cut(service.ExePath),
            ["serviceDependencies"] = new JsonArray([.. service.Dependencies.Take(MaxDependencies).Select(each => (JsonNode?)each)]),
            ["serviceAccount"] = service.Account,
            ["pid"] = isThere ? service.Pid : null,
            ["win32ExitCode"] = isThere ? service.Win32ExitCode : null,
            ["serviceExitCode"] = isThere ? service.ServiceExitCode : null,
            ["since"] = TextOrNull(since),
        };
    }

    /// <summary>Windows does not care for case, and relays may spell the host differently.</summary>
    private string IdOf(WinService service) => $"{host}/{service.Name}".ToLowerInvariant();

    private string SubjectOf(WinService service) => $"service/{host}/{service.Name}";

    private static string? Cut(string? text) => text is null ? null : TextCut.Beginning(text, MaxText);

    private static string? TextOrNull(DateTimeOffset? time) => time is { } known ? MonitorTimes.Text(known) : null;

}
