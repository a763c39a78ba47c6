using static Butler.Core.Events.Kinds.Field;

namespace Butler.Core.Events.Kinds;

/// <summary>Events of Qlik Sense tasks: the ends of their runs, and unusual runs.</summary>
internal static class TaskKinds
{
    private const string TaskSubject = "task/{taskId}";

    /// <summary>The fields of <see cref="TaskEventData"/>; the built-in messages show them in their own way.</summary>
    private static readonly EventField[] TaskFields =
    [
        TextField("host", null, "The host that logged the event.").Optional(),
        TextField("taskName", null, "The task's name as Sense logged it.").Optional(),
        TextField("taskId", null, "The task's GUID, lower case.").Optional(),
        TextField("appName", null, "The app's name as Sense logged it.").Optional(),
        TextField("appId", null, "The app's GUID, lower case.").Optional(),
        TextField("user", null, "The user who ran the task, DIRECTORY\\user.").Optional(),
        TextField("executionId", null, "The id of this run.").Optional(),
        TextField("logTimeStamp", null, "The log's own time, as written: local time of the Sense server.").Optional(),
        TextField("logLevel", null, "The log level, such as WARN.").Optional(),
        TextField("logMessage", null, "The log message.").Optional(),
        ObjectField("task", "The task as the repository knows it.").Optional(),
        ObjectField("app", "The app as the repository knows it.").Optional(),
        ObjectField("owner", "The app's owner.").Optional(),
        ObjectField("execution", "This run's result.").Optional(),
        ObjectField("scriptLog", "The first and last lines of the script log.").Optional(),
        TextsField("errorLines", null, "The lines of the script log that say why it failed.").Optional(),
        ObjectField("enrichment", "What could not be looked up.", TextsField("missing", null, "The parts that could not be looked up.")),
        ObjectField("rawTask", "The repository's own task object, without secrets.").Optional(),
        ObjectField("rawApp", "The repository's own app object, without secrets.").Optional(),
        TextsField("cut", null, "The fields that were shortened.").Optional(),
        TextField("raw", null, "The datagram as text, for sense.unparsed.").Optional(),
        TextField("reason", null, "Why the datagram could not be parsed, for sense.unparsed.").Optional(),
        TextField("sender", null, "The address that sent the datagram, for sense.unparsed.").Optional(),
    ];

    public static IEnumerable<EventKind> All() =>
    [
        .. EventTypes.TaskKinds.SelectMany(kind => new[]
        {
            Run(kind, "failed", EventTone.Error, EventEffect.Fails),
            Run(kind, "aborted", EventTone.Warning, EventEffect.Fails),
            Run(kind, "succeeded", EventTone.Good, EventEffect.Recovers),
        }),
        Run("distribute", EventTypes.UnknownOutcome, EventTone.Warning, EventEffect.None) with
        {
            Words = "Distribution ended, the outcome is unknown",
            Many = "distributions ended, the outcome is unknown",
        },
        Run("distribute", "timedout", EventTone.Error, EventEffect.Fails) with
        {
            Words = "Distribution has not ended",
            Many = "distributions have not ended",
        },
        new EventKind
        {
            Type = EventTypes.TaskSlow,
            Words = "Task takes longer than usual",
            Many = "tasks take longer than usual",
            Subject = TaskSubject,
            Tone = EventTone.Warning,
            About = EventThing.Task,
            HasTaskData = true,
            Data =
            [
                .. TaskFields,
                TimeField("startedAt", "Started", "When the run started."),
                NumberField("runningMs", "Running for", "How long it has run.", "ms"),
                NumberField("usualMs", "Usual duration", "How long it usually runs.", "ms"),
                NumberField("times", "Slow from", "From how many times the usual duration on it is called slow.", "times"),
            ],
        },
        new EventKind
        {
            Type = EventTypes.TaskMissed,
            Words = "Task did not start when due",
            Many = "tasks did not start when due",
            Things = "tasks",
            Subject = TaskSubject,
            Tone = EventTone.Error,
            About = EventThing.TaskStart,
            Effect = EventEffect.Fails,
            HasTaskData = true,
            Data =
            [
                .. TaskFields,
                TimeField("dueAt", "Due", "When it should have started."),
                NumberField("lateMs", "Late by", "How long it had been due when this was noticed.", "ms"),
            ],
        },
        new EventKind
        {
            Type = EventTypes.TaskStarted,
            Words = "Task started after it was missed",
            Many = "missed tasks started",
            Things = "tasks",
            Subject = TaskSubject,
            Tone = EventTone.Good,
            About = EventThing.TaskStart,
            Effect = EventEffect.Recovers,
            HasTaskData = true,
            Data =
            [
                .. TaskFields,
                TimeField("dueAt", "Due", "When it should have started."),
                TimeField("startedAt", "Started", "When it started."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.Unparsed,
            Words = "Datagram that could not be parsed",
            Many = "datagrams that could not be parsed",
            Tone = EventTone.Warning,
            HasTaskData = true,
            Data = TaskFields,
        },
    ];

    private static EventKind Run(string kind, string outcome, EventTone tone, EventEffect effect) => new()
    {
        Type = EventTypes.ForTask(kind, outcome),
        Words = $"{One(kind)} {outcome}",
        Many = $"{Several(kind)} {outcome}",
        Things = Several(kind),
        Subject = TaskSubject,
        Tone = tone,
        About = EventThing.Task,
        Effect = effect,
        HasTaskData = true,
        TaskKind = kind,
        Outcome = outcome,
        Data = TaskFields,
    };

    private static string One(string kind) => kind switch
    {
        "externalprogram" => "External program",
        "usersync" => "User sync",
        "distribute" => "Distribution",
        _ => char.ToUpperInvariant(kind[0]) + kind[1..],
    };

    private static string Several(string kind) => kind switch
    {
        "externalprogram" => "external programs",
        "usersync" => "user syncs",
        "distribute" => "distributions",
        _ => kind + "s",
    };
}
