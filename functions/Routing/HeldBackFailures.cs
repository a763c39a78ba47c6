using System.Globalization;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Incidents;
using Butler.Functions.Plans;
using Butler.Functions.Timers;

namespace Butler.Functions.Routing;

/// <summary>
/// Raises a lasting failure again that a throttle held back. A service that stays down raises no second event, so without this nobody
/// would learn of it. When the throttle's window is over, the event goes through routing once more under a new id, unless the thing has
/// recovered or somebody has been alerted.
/// </summary>
internal sealed partial class HeldBackFailures(
    EventRows events, IncidentRows incidents, IServiceBus bus, ILogger<HeldBackFailures> logger) : IDueHandler
{
    /// <summary>The kind of timer; its id is that of route, site and event.</summary>
    public const string TimerKind = "held-back";

    private const string Again = ":again:";

    public string Kind => TimerKind;

    /// <summary>The wake-up for a failure that is held back; null for events that do not need it.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="windowEnd">When the window is over.</param>
    public static WakeUp? WakeUp(PlannedAlert alert, DateTimeOffset windowEnd) =>
        alert.Group is null && IncidentStage.HasIncidents(alert.Route) && EventKinds.Find(alert.Event.Type) is { Lasts: true }
            ? new WakeUp(TimerKind, $"{alert.Route.Name}\n{alert.Event.Site}\n{alert.Event.Id}", windowEnd)
            : null;

    public async Task DueAsync(TimerMessage timer, CancellationToken cancellationToken)
    {
        if (timer.Id.Split('\n', 3) is not [var route, var site, var id]
            || await events.EventAsync(site.Length > 0 ? site : null, id, cancellationToken) is not { } failure)
        {
            return; // The retention has deleted the event.
        }

        var task = EventData.Task(failure);
        if (IncidentSubject.Of(failure, task) is not { } subject)
        {
            return;
        }

        var (open, success) = await incidents.LookAsync(route, subject.Key, cancellationToken);
        if (open is not null || success >= EventSummaries.Of(failure, task).Order)
        {
            return;
        }

        var again = failure with
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{id.Split(Again)[0]}{Again}{timer.Due.ToUnixTimeSeconds()}"),
        };
        await OwnEvents.RaiseAsync(bus, again, cancellationToken);
        Log.Raised(logger, failure.Type, failure.Subject, route, again.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "{Type} of {Subject} was held back by the throttle of {Route} and lasts, so it is raised again as {Id}")]
        public static partial void Raised(ILogger logger, string type, string? subject, string route, string id);
    }
}
