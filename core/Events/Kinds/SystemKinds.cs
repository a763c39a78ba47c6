using static Butler.Core.Events.Kinds.Field;

namespace Butler.Core.Events.Kinds;

/// <summary>Events about this system. The built-in messages describe most of them in their own sentences.</summary>
internal static class SystemKinds
{
    private const string RelaySubject = "relay/{relay}";

    private static readonly EventField[] Relay =
    [
        TextField("relay", null, "The relay's name."),
        TextField("version", null, "Its version."),
    ];

    private static readonly EventField[] FailedTask =
    [
        TextField("task", null, "The task's name."),
        TextField("taskId", null, "Its GUID.").Optional(),
        TextField("app", null, "The app's name.").Optional(),
        NumberField("count", null, "How many runs failed or were aborted."),
        TextField("lastError", null, "Why the last one failed.").Optional(),
        TimeField("lastTime", null, "When the last one failed."),
        TextField("lastEventId", null, "The id of the last one's event.").Optional(),
        NumberField("durationMs", null, "How long they ran together.", "ms").Optional(),
    ];

    private static readonly EventField[] Count = [TextField("name", null, "What is counted."), NumberField("count", null, "How many.")];

    public static IEnumerable<EventKind> All() =>
    [
        new EventKind
        {
            Type = EventTypes.RelayOffline,
            Words = "Relay is offline",
            Many = "relays are offline",
            Things = "relays",
            Subject = RelaySubject,
            Tone = EventTone.Error,
            About = EventThing.Relay,
            Effect = EventEffect.Fails,
            Data =
            [
                .. Relay,
                TimeField("lastHeartbeat", null, "When it was last heard of."),
                NumberField("silentSeconds", null, "How long nothing had been heard.", "s"),
                NumberField("waiting", null, "How many datagrams waited on its disk.").Optional(),
                TextsField("warnings", null, "What it warned of in its last heartbeat.").Optional(),
            ],
        },
        new EventKind
        {
            Type = EventTypes.RelayOnline,
            Words = "Relay is back online",
            Many = "relays are back online",
            Things = "relays",
            Subject = RelaySubject,
            Tone = EventTone.Good,
            About = EventThing.Relay,
            Effect = EventEffect.Recovers,
            Data =
            [
                .. Relay,
                TimeField("lastHeartbeat", null, "When it had been heard of before."),
                TimeField("back", null, "When it was heard of again."),
                NumberField("awaySeconds", null, "How long it was away.", "s"),
                TimeField("started", null, "When its process started."),
                NumberField("waiting", null, "How many datagrams wait on its disk."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.RelayLoss,
            Words = "Relay has lost events",
            Many = "relays have lost events",
            Subject = RelaySubject,
            Tone = EventTone.Error,
            About = EventThing.Relay,
            Data =
            [
                .. Relay,
                TimeField("since", null, "The beginning of the time that is counted."),
                TimeField("until", null, "Its end."),
                NumberField("total", null, "How many were lost."),
                NumberField("kernelDrops", null, "Datagrams dropped because the socket's buffer was full."),
                NumberField("refused", null, "Datagrams refused because the journal was full or they were too many or too large."),
                NumberField("rejected", null, "Events that Service Bus never takes."),
                NumberField("damaged", null, "Damaged records of the journal."),
                TextsField("warnings", null, "What the relay warns of.").Optional(),
            ],
        },
        OfTenant(
            EventTypes.CloudFailing, "Connection with Qlik Cloud fails", "connections with Qlik Cloud fail", EventTone.Error,
            EventEffect.Fails),
        OfTenant(
            EventTypes.CloudRecovered, "Connection with Qlik Cloud works again", "connections with Qlik Cloud work again", EventTone.Good,
            EventEffect.Recovers),
        new EventKind
        {
            Type = EventTypes.RelayRefused,
            Words = "Relay refused a command",
            Many = "commands were refused by relays",
            Subject = RelaySubject,
            Tone = EventTone.Warning,
            About = EventThing.Relay,
            Data =
            [
                TextField("reason", null, "Why it was refused."),
                TextField("commandId", null, "The command's id.").Optional(),
                TextField("kind", null, "The command's kind.").Optional(),
                TextField("requestedBy", null, "Who asked, as the command says.").Optional(),
                TextField("messageId", null, "The id of the message that brought it.").Optional(),
                NumberField("more", null, "How many more were refused since the last such event."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.DeliveryDead,
            Words = "Alert could not be delivered",
            Many = "alerts could not be delivered",
            Tone = EventTone.Error,
            Data =
            [
                TextField("id", null, "The delivery's id."),
                TextField("eventId", null, "The id of the event it was for."),
                TextField("eventType", null, "The type of that event."),
                TextField("route", null, "The route."),
                TextField("channel", null, "The channel."),
                TextField("recipient", null, "The recipient.").Optional(),
                TextField("reason", null, "Why it was given up."),
                NumberField("attempts", null, "How often it was tried."),
                TextField("reference", null, "What butler deliveries show and replay take.").Optional(),
            ],
        },
        new EventKind
        {
            Type = EventTypes.DeliveryRecovered,
            Words = "Lost alerts were found and are sent again",
            Many = "summaries of lost alerts",
            Subject = "deliveries",
            Tone = EventTone.Warning,
            Data =
            [
                NumberField("count", "Alerts", "How many deliveries were due and on no queue."),
                TimeField("first", "First planned", "When the first of them was planned."),
                TextsField("deliveries", "Deliveries", "Some of them, in words."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.EventLate,
            Words = "Events came late",
            Many = "summaries of late events",
            Tone = EventTone.Warning,
            Data =
            [
                TextField("route", null, "The route that they matched."),
                NumberField("count", null, "How many they are."),
                TimeField("first", null, "When the first of them happened."),
                TimeField("last", null, "When the last of them happened."),
                TextsField("events", null, "Some of them, in words."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.DailyDigest,
            Words = "Daily digest",
            Many = "daily digests",
            Subject = "site/{site}",
            Data =
            [
                TextField("site", null, "The site."),
                TimeField("from", null, "The beginning of the day."),
                TimeField("to", null, "Its end."),
                NumberField("total", null, "How many events there were."),
                ObjectsField("byType", "How many of each type.", Count),
                NumberField("failures", null, "How many runs failed or were aborted."),
                NumberField("failedTasks", null, "How many tasks did."),
                ObjectsField("failed", "Those tasks.", FailedTask),
                NumberField("newTasks", null, "How many of them had not failed in the week before."),
                ObjectsField("new", "Those tasks.", FailedTask),
                NumberField("timedRuns", null, "How many runs have a known duration."),
                NumberField("durationMs", null, "How long they took together.", "ms"),
                NumberField("averageMs", null, "How long they took on average.", "ms").Optional(),
                ObjectsField(
                    "slowest", "The slowest tasks, each with its slowest run.",
                    TextField("task", null, "The task's name."),
                    TextField("app", null, "The app's name.").Optional(),
                    TextField("type", null, "The event's type; sense.task.slow for a run that had not ended."),
                    TimeField("time", null, "When it ended, or was noticed."),
                    NumberField("durationMs", null, "How long it took.", "ms"),
                    TruthField("running", null, "Whether it had not ended."),
                    NumberField("usualMs", null, "How long the task usually takes, where the monitor of tasks said so.", "ms").Optional(),
                    NumberField("times", null, "How many times the usual duration the run took.").Optional(),
                    NumberField("slowRuns", null, "How many runs of the task were slow that day.")),
                ObjectsField(
                    "licenses", "The access licenses of each type, now and about a week ago.",
                    TextField("type", null, "professional, analyzer, analyzer_capacity, token_login, token_user or tokens_available."),
                    TextField("name", null, "Its name for people."),
                    TextField("unit", null, "The unit of the numbers, minutes or tokens.").Optional(),
                    NumberField("available", null, "How many are left."),
                    NumberField("total", null, "How many there are."),
                    NumberField("availableBefore", null, "How many were left at the earlier count.").Optional(),
                    NumberField("totalBefore", null, "How many there were.").Optional(),
                    NumberField("daysBetween", null, "The days between the two counts.", "days").Optional(),
                    TextField("left", null, "Such as 3 of 120 left."),
                    TextField("trend", null, "Such as a week ago 9 of 120.").Optional()),
                ObjectField(
                    "serverLicense", "The server license, if it has expired or has fewer than 90 days left.",
                    NumberField("daysUntilExpiry", null, "The days left; negative when it has expired.", "days").Optional(),
                    TextField("expiryDateStr", null, "The last day, yyyy-MM-dd.").Optional(),
                    TruthField("licenseExpired", null, "Whether it has expired."),
                    TextField("expiry", null, "Such as expires on 2031-05-01, in 53 days.")).Optional(),
                NumberField("deadDeliveries", null, "How many deliveries were given up."),
                ObjectsField("deadByChannel", "How many by channel.", Count),
                NumberField("heldBack", null, "How many events a throttle held back."),
                NumberField("late", null, "How many events came late."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.Metrics,
            Words = "Butler metrics",
            Many = "metrics of Butler",
            Subject = "relay/{relay} or app/{instance}",
            IsMetric = true,
            Data =
            [
                TextField("version", null, "The version of the relay or function app."),
                TextField("instance", null, "The instance of the function app; null for a relay."),
                NumberField("heapUsed", "Heap used", "Memory that objects take.", "bytes"),
                NumberField("heapTotal", "Heap total", "Memory set aside for objects.", "bytes"),
                NumberField("external", "External memory", "Memory beside that.", "bytes"),
                NumberField("processMemory", "Process memory", "All memory of the process.", "bytes"),
                NumberField("uptimeMs", "Uptime", "How long the process runs.", "ms"),
                NumberField("intervalMs", null, "How long until the next such event.", "ms"),
                ObjectField("counters", "Counts since the process started and current values, by name; null where there are none.") with
                {
                    Label = "Counters",
                },
                ObjectField("sinceLast", "A relay's counts since the event before, or since its start, by name.").Optional(),
            ],
        },
    ];

    private static EventKind OfTenant(string type, string words, string many, EventTone tone, EventEffect effect) => new()
    {
        Type = type,
        Words = words,
        Many = many,
        Things = "tenants",
        Subject = "tenant/{tenant}/{problem}",
        Tone = tone,
        About = EventThing.CloudTenant,
        Effect = effect,
        Data =
        [
            TextField("tenant", null, "The tenant's name in the configuration."),
            TextField("tenantUrl", "Tenant", "The tenant's address."),
            TextField("tenantComment", null, "The tenant in the configuration's words."),
            TextField("problem", null, "access: the tenant cannot be asked; webhook: its webhook does not call."),
            TextField("reason", "Reason", "What is wrong, and what to do."),
            TimeField("since", "Since", "When it was first seen."),
        ],
    };
}
