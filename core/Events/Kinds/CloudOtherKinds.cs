using static Butler.Core.Events.Kinds.Field;

namespace Butler.Core.Events.Kinds;

/// <summary>What else Qlik Cloud tells: automations, apps, API keys, and everything without a type of its own.</summary>
internal static class CloudOtherKinds
{
    private static readonly EventField[] Common =
    [
        TextField("tenantId", null, "The tenant's id."),
        TextField("tenantUrl", null, "The tenant's address."),
        TextField("tenantComment", "Tenant", "The tenant in the configuration's words."),
        TextField("spaceId", null, "The id of the space."),
        TextField("userId", null, "The id of the user who caused it."),
        TextField("appOwnerUserId", null, "The id of the owner."),
        TextField("source", null, "Where Qlik Cloud says the event comes from."),
        TextField("eventType", null, "Qlik Cloud's own type of the event."),
        TextField("eventTypeVersion", null, "The version of that type."),
    ];

    private static readonly EventField[] Automation =
    [
        .. Common,
        TextField("automationId", null, "The automation's id."),
        TextField("automationName", "Automation", "The automation's name.").Optional(),
        TextField("runId", "Run", "The run's id."),
        TextField("runTitle", null, "The run's title."),
        TextField("status", "Status", "How it ended, such as failed or exceeded limit."),
        TextField("context", "Started by", "What started it, such as webhook or api."),
        TimeField("startTime", "Started", "When it started."),
        TimeField("endTime", null, "When it ended."),
        NumberField("durationSeconds", "Duration", "How long it took.", "s"),
        TextField("spaceName", "Space", "The name of its space.").Optional(),
        TextField("userName", null, "The name of the user who started it.").Optional(),
        TextField("appOwnerName", "Owner", "The owner's name.").Optional(),
        TextField("appOwnerEmail", null, "The owner's e-mail address.").Optional(),
        TextField("appOwnerPicture", null, "The owner's picture.").Optional(),
        ObjectField("enrichment", "What could not be looked up.", TextsField("missing", null, "The parts that could not be looked up."))
            .Optional(),
    ];

    public static IEnumerable<EventKind> All() =>
    [
        OfAutomation("failed", EventTone.Error, EventEffect.Fails),
        OfAutomation("stopped", EventTone.Warning, EventEffect.None),
        OfAutomation("succeeded", EventTone.Good, EventEffect.Recovers),
        new EventKind
        {
            Type = "cloud.app.updated",
            Words = "Data of a Cloud app updated",
            Many = "updates of the data of Cloud apps",
            Things = "cloud apps",
            Subject = "app/{appId}",
            About = EventThing.CloudApp,
            Data = [.. Common, TextField("appId", null, "The app's id."), TextField("appName", null, "The app's name.")],
        },
        new EventKind
        {
            Type = EventTypes.CloudKeyFailed,
            Words = "Qlik Cloud refused an API key",
            Many = "API keys refused by Qlik Cloud",
            Things = "API keys",
            Subject = "apikey/{keyId}",
            Tone = EventTone.Warning,
            Data =
            [
                .. Common,
                TextField("keyId", "API key", "The API key's id."),
                TextField("reason", "Reason", "Why it was refused, such as that it has expired."),
                TextField("errorCode", "Error code", "Qlik Cloud's error code."),
                TextField("subjectType", "Kind", "What the key belongs to, such as externalClient."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.CloudKeyExpiring,
            Words = "API key of Qlik Cloud expires soon",
            Many = "API keys of Qlik Cloud expire soon",
            Things = "API keys",
            Subject = "apikey/{keyId}",
            Tone = EventTone.Warning,
            Data =
            [
                TextField("tenantUrl", null, "The tenant's address."),
                TextField("tenantComment", "Tenant", "The tenant in the configuration's words."),
                TextField("keyId", "API key", "The API key's id."),
                TextField("keyName", "Description", "The API key's description."),
                TextField("userId", "User id", "The id of the user or client that it belongs to."),
                TimeField("expires", "Expires", "When it expires."),
                NumberField("daysLeft", "Days left", "Whole days until then.", "days"),
                NumberField("thresholdDays", null, "The threshold that was passed.", "days"),
            ],
        },
        new EventKind
        {
            Type = "cloud.event",
            Words = "Qlik Cloud event",
            Many = "events of Qlik Cloud",
            Things = "events",
            Data =
            [
                .. Common,
                TextField("resourceId", "Resource", "The id of what it is about, such as an app."),
                TextField("details", "Details", "What else Qlik Cloud says, as JSON."),
            ],
        },
    ];

    private static EventKind OfAutomation(string outcome, EventTone tone, EventEffect effect) => new()
    {
        Type = $"cloud.automation.{outcome}",
        Words = $"Cloud automation {outcome}",
        Many = $"cloud automations {outcome}",
        Things = "cloud automations",
        Subject = "automation/{automationId}",
        Tone = tone,
        About = EventThing.CloudAutomation,
        Effect = effect,
        Data = Automation,
    };
}
