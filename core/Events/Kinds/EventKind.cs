namespace Butler.Core.Events.Kinds;

/// <summary>A kind of event, with everything that channels, routes, templates and checks use.</summary>
public sealed record EventKind
{
    /// <summary>Its type, such as <c>sense.service.stopped</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What happened, in a few words that begin with a capital.</summary>
    public required string Words { get; init; }

    /// <summary>The plural form after a number, such as <c>reloads failed</c>.</summary>
    public required string Many { get; init; }

    /// <summary>The plural name of the things that the event is about, such as <c>reloads</c>.</summary>
    public string Things { get; init; } = "things";

    /// <summary>The form of the event's subject, such as <c>service/{host}/{serviceName}</c>; null when it has none.</summary>
    public string? Subject { get; init; }

    /// <summary>The fields of its data.</summary>
    public required IReadOnlyList<EventField> Data { get; init; }

    /// <summary>The severity.</summary>
    public EventTone Tone { get; init; }

    /// <summary>The thing that the event is about; null when it is not needed.</summary>
    public EventThing? About { get; init; }

    /// <summary>Whether the thing failed or recovered.</summary>
    public EventEffect Effect { get; init; }

    /// <summary>Whether the event is a measurement for brokers and metric stores only, without alerts.</summary>
    public bool IsMetric { get; init; }

    /// <summary>Whether its data are a <see cref="TaskEventData"/>, with or without additional fields.</summary>
    public bool HasTaskData { get; init; }

    /// <summary>The kind of the task, one of <see cref="EventTypes.TaskKinds"/>; null for events other than the end of a run.</summary>
    public string? TaskKind { get; init; }

    /// <summary>The outcome of the run, such as <c>failed</c>; null for events other than the end of a run.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether Butler treats the event as a reload: this includes runs of tasks of an unknown kind.</summary>
    public bool IsReload => TaskKind is "reload" or EventTypes.UnknownKind;

    /// <summary>
    /// Whether the failure lasts without another event: a service that stays down raises none, a task that fails again does.
    /// </summary>
    public bool Lasts => Effect == EventEffect.Fails && About is EventThing.Service or EventThing.Host or EventThing.Relay
        or EventThing.CloudTenant or EventThing.TaskStart;

    /// <summary>Whether its data have a field of this name.</summary>
    public bool Has(string field) => Data.Any(f => f.Name == field);
}

/// <summary>The severity of an event.</summary>
public enum EventTone
{
    /// <summary>For information.</summary>
    Info,

    /// <summary>A thing works, or works again.</summary>
    Good,

    /// <summary>A thing needs attention soon.</summary>
    Warning,

    /// <summary>A thing does not work.</summary>
    Error,
}

/// <summary>The kinds of things that events are about.</summary>
public enum EventThing
{
    /// <summary>A task of Qlik Sense.</summary>
    Task,

    /// <summary>The start of a task of Qlik Sense: a task that starts late can still fail.</summary>
    TaskStart,

    /// <summary>An app of Qlik Cloud.</summary>
    CloudApp,

    /// <summary>An automation of Qlik Cloud.</summary>
    CloudAutomation,

    /// <summary>The connection with a tenant of Qlik Cloud.</summary>
    CloudTenant,

    /// <summary>A Windows service.</summary>
    Service,

    /// <summary>A host with Windows services.</summary>
    Host,

    /// <summary>A relay.</summary>
    Relay,

    /// <summary>The license of a Qlik Sense site.</summary>
    ServerLicense,
}

/// <summary>The effect of an event on its thing.</summary>
public enum EventEffect
{
    /// <summary>No effect.</summary>
    None,

    /// <summary>The thing failed.</summary>
    Fails,

    /// <summary>The thing recovered.</summary>
    Recovers,
}
