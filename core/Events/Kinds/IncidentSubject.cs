namespace Butler.Core.Events.Kinds;

/// <summary>What fails and recovers: a task, an app of Qlik Cloud, a service, a relay.</summary>
/// <param name="Key">What it is, within all sites.</param>
/// <param name="Kind">Which kind of thing it is.</param>
/// <param name="Recovers">Whether the event tells that all is well again; else it tells of a failure.</param>
public sealed record IncidentSubject(string Key, string Kind, bool Recovers)
{
    private const string SenseTask = "task";

    /// <summary>What the rows call a thing that can fail.</summary>
    private static readonly Dictionary<EventThing, string> Names = new()
    {
        [EventThing.Task] = SenseTask,
        [EventThing.CloudApp] = "cloud app",
        [EventThing.Service] = "service",
        [EventThing.Relay] = "relay",
    };

    /// <summary>The types that tell of a failure, by the kind of thing that fails.</summary>
    private static readonly ILookup<string, string> Failures =
        EventKinds.All.Where(k => k is { Effect: EventEffect.Fails, About: not null }).ToLookup(k => Names[k.About!.Value], k => k.Type);

    /// <summary>What an event is about; null where it tells neither of a failure nor of an end, or not of what.</summary>
    public static IncidentSubject? Of(CloudEvent @event, TaskEventData? task)
    {
        if (EventKinds.Find(@event.Type) is not { About: { } thing, Effect: not EventEffect.None and var effect })
        {
            return null;
        }

        // A task's id alone: the kind that the repository could not tell for one of its runs it may tell for the next.
        var kind = Names[thing];
        var name = kind == SenseTask ? task?.TaskId ?? task?.TaskName ?? @event.Subject : @event.Subject ?? @event.Source;
        return string.IsNullOrEmpty(name)
            ? null
            : new IncidentSubject($"{kind}\n{@event.Site}\n{name.ToLowerInvariant()}", kind, effect == EventEffect.Recovers);
    }

    /// <summary>The type of the event that ends a failure; the failure's own type where none does.</summary>
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

    /// <summary>Whether a route with these patterns of types can have incidents: some type that they match is a failure.</summary>
    public static bool CanFail(IReadOnlyList<string> patterns) => Failures.Any(kind => CanFail(patterns, kind.Key));

    /// <summary>Whether an end of this kind of thing may concern a route with these patterns of types.</summary>
    public static bool CanFail(IReadOnlyList<string> patterns, string kind) =>
        Failures[kind].Any(type => patterns.Any(pattern => EventPatterns.Matches(pattern, type)));
}
