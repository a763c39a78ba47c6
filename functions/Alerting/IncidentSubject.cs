using Butler.Core.Events;
using Butler.Functions.Configuration;

namespace Butler.Functions.Alerting;

/// <summary>What fails and recovers: a task, an app of Qlik Cloud, a service, a relay.</summary>
/// <param name="Key">What it is, within all sites.</param>
/// <param name="Kind">Which kind of thing it is.</param>
/// <param name="Recovers">Whether the event tells that all is well again; else it tells of a failure.</param>
internal sealed record IncidentSubject(string Key, string Kind, bool Recovers)
{
    private const string SenseTask = "task";

    /// <summary>By kind, the types of events that tell of a failure and the one that tells of its end.</summary>
    private static readonly Dictionary<string, (string[] Failures, string[] Ends)> Types = new()
    {
        [SenseTask] = (
            [.. EventTypes.TaskKinds.SelectMany(kind => new[] { EventTypes.ForTask(kind, "failed"), EventTypes.ForTask(kind, "aborted") }), EventTypes.DistributeTimedOut],
            [.. EventTypes.TaskKinds.Select(kind => EventTypes.ForTask(kind, "succeeded"))]),
        ["cloud app"] = (["cloud.reload.failed"], ["cloud.reload.succeeded"]),
        ["service"] = (["sense.service.stopped"], ["sense.service.started"]),
        ["relay"] = (["butler.relay.offline"], ["butler.relay.online"]),
    };

    /// <summary>What an event is about; null where it tells neither of a failure nor of an end, or not of what.</summary>
    public static IncidentSubject? Of(CloudEvent @event, TaskEventData? task)
    {
        foreach (var (kind, (failures, ends)) in Types)
        {
            var recovers = ends.Contains(@event.Type);
            if (!recovers && !failures.Contains(@event.Type))
            {
                continue;
            }

            // A task's id alone: the kind that the repository could not tell for one of its runs it may tell for the next.
            var name = kind == SenseTask ? task?.TaskId ?? task?.TaskName ?? @event.Subject : @event.Subject ?? @event.Source;
            return string.IsNullOrEmpty(name) ? null : new IncidentSubject($"{kind}\n{@event.Site}\n{name.ToLowerInvariant()}", kind, recovers);
        }

        return null;
    }

    /// <summary>The type of the event that ends a failure; the failure's own type where none does.</summary>
    public static string End(string failure) => Types.Values.FirstOrDefault(t => t.Failures.Contains(failure)) switch
    {
        { Ends: [var only] } => only,
        { Ends: { } ends } => ends.FirstOrDefault(e => e.StartsWith(failure[..(failure.LastIndexOf('.') + 1)], StringComparison.Ordinal)) ?? failure,
        _ => failure,
    };

    /// <summary>Whether a route can have incidents at all: some type that it names tells of a failure.</summary>
    public static bool CanFail(RouteOptions route) => Types.Keys.Any(kind => CanFail(route, kind));

    /// <summary>Whether an end of this kind of thing may concern a route.</summary>
    public static bool CanFail(RouteOptions route, string kind) =>
        Types[kind].Failures.Any(type => route.On.Any(pattern => EventPatterns.Matches(pattern, type)));
}
