namespace Butler.Core.Events.Kinds;

/// <summary>A thing that fails and recovers: a task, an app of Qlik Cloud, a service, a relay.</summary>
/// <param name="Key">The key of the thing, unique over all sites.</param>
/// <param name="Kind">The kind of thing.</param>
/// <param name="Recovers">Whether the event is a recovery; otherwise it is a failure.</param>
public sealed record IncidentSubject(string Key, string Kind, bool Recovers)
{
    /// <summary>The names of the kinds of things in the rows.</summary>
    private static readonly Dictionary<EventThing, string> Names = new()
    {
        [EventThing.Task] = "task",
        [EventThing.TaskStart] = "task start",
        [EventThing.CloudApp] = "cloud app",
        [EventThing.CloudAutomation] = "cloud automation",
        [EventThing.CloudTenant] = "cloud tenant",
        [EventThing.Service] = "service",
        [EventThing.Host] = "host",
        [EventThing.Relay] = "relay",
    };

    /// <summary>The failure types, by the kind of thing.</summary>
    private static readonly ILookup<string, string> Failures =
        EventKinds.All.Where(k => k is { Effect: EventEffect.Fails, About: not null }).ToLookup(k => Names[k.About!.Value], k => k.Type);

    /// <summary>The thing that failed or recovered; null for other events, and for events that do not name it.</summary>
    public static IncidentSubject? Of(CloudEvent @event, TaskEventData? task)
    {
        if (EventKinds.Find(@event.Type) is not { About: { } thing, Effect: not EventEffect.None and var effect })
        {
            return null;
        }

        // The key has only the task's id: the kind may be unknown for one run and known for the next.
        var kind = Names[thing];
        var name = thing is EventThing.Task or EventThing.TaskStart
            ? task?.TaskId ?? task?.TaskName ?? @event.Subject
            : @event.Subject ?? @event.Source;
        return string.IsNullOrEmpty(name)
            ? null
            : new IncidentSubject($"{kind}\n{@event.Site}\n{name.ToLowerInvariant()}", kind, effect == EventEffect.Recovers);
    }

    /// <summary>The type of the event that ends a failure; the failure's own type if there is none.</summary>
    public static string End(string failure)
    {
        if (EventKinds.Find(failure) is not { Effect: EventEffect.Fails, About: { } thing })
        {
            return failure;
        }

        var ends = EventKinds.All.Where(k => k.About == thing && k.Effect == EventEffect.Recovers).Select(k => k.Type).ToList();
        var beginning = failure[..(failure.LastIndexOf('.') + 1)];
        return ends is [var only] ? only : ends.Find(end => end.StartsWith(beginning, StringComparison.Ordinal)) ?? failure;
    }

    /// <summary>Whether a route with these type patterns can have incidents: they match a failure type.</summary>
    public static bool CanFail(IReadOnlyList<string> patterns) => Failures.Any(kind => CanFail(patterns, kind.Key));

    /// <summary>Whether a recovery of this kind of thing may concern a route with these type patterns.</summary>
    public static bool CanFail(IReadOnlyList<string> patterns, string kind) =>
        Failures[kind].Any(type => patterns.Any(pattern => EventPatterns.Matches(pattern, type)));
}
