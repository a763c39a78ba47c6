namespace Butler.Core.Events.Kinds;

/// <summary>A kind of event: all that channels, routes, templates and checks need to know of its type.</summary>
public sealed record EventKind
{
    /// <summary>Its type, such as <c>sense.service.stopped</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What happened, in a few words that begin with a capital.</summary>
    public required string Words { get; init; }

    /// <summary>What happened to several, such as <c>reloads failed</c>, to stand behind a number.</summary>
    public required string Many { get; init; }

    /// <summary>What several of the things that it is about are called, such as <c>reloads</c>.</summary>
    public string Things { get; init; } = "things";

    /// <summary>The form of the event's subject, such as <c>service/{host}/{serviceName}</c>; null where it has none.</summary>
    public string? Subject { get; init; }

    /// <summary>The fields of its data.</summary>
    public required IReadOnlyList<EventField> Data { get; init; }

    /// <summary>How serious it is.</summary>
    public EventTone Tone { get; init; }

    /// <summary>What it is about; null where nothing has to know.</summary>
    public EventThing? About { get; init; }

    /// <summary>Whether it tells that the thing failed or is well again.</summary>
    public EventEffect Effect { get; init; }

    /// <summary>Whether it is a reading for brokers and metric stores only: people are not told of it.</summary>
    public bool IsMetric { get; init; }

    /// <summary>Whether its data are a <see cref="TaskEventData"/>, perhaps with more fields beside.</summary>
    public bool HasTaskData { get; init; }

    /// <summary>The kind of task that has run, one of <see cref="EventTypes.TaskKinds"/>; null for what is not the end of a run.</summary>
    public string? TaskKind { get; init; }

    /// <summary>What the run ended in, such as <c>failed</c>; null for what is not the end of a run.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether Butler took it for a reload: also a run of a task whose kind is unknown.</summary>
    public bool IsReload => TaskKind is "reload" or EventTypes.UnknownKind;

    /// <summary>Whether its data have a field of this name.</summary>
    public bool Has(string field) => Data.Any(f => f.Name == field);
}

/// <summary>How serious an event is.</summary>
public enum EventTone
{
    /// <summary>Something to know.</summary>
    Info,

    /// <summary>Something works, or works again.</summary>
    Good,

    /// <summary>Something needs attention soon.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Error,
}

/// <summary>What an event is about.</summary>
public enum EventThing
{
    /// <summary>A task of Qlik Sense.</summary>
    Task,

    /// <summary>An app of Qlik Cloud.</summary>
    CloudApp,

    /// <summary>A Windows service.</summary>
    Service,

    /// <summary>A relay.</summary>
    Relay,

    /// <summary>The license of a Qlik Sense site.</summary>
    ServerLicense,
}

/// <summary>What an event says of the thing that it is about.</summary>
public enum EventEffect
{
    /// <summary>Neither of the two.</summary>
    None,

    /// <summary>It failed.</summary>
    Fails,

    /// <summary>It is well again.</summary>
    Recovers,
}
