using static Butler.Core.Events.Kinds.Field;

namespace Butler.Core.Events.Kinds;

/// <summary>Reloads in Qlik Cloud. The fields have the names of Butler's templates.</summary>
internal static class CloudKinds
{
    private static readonly EventField[] Reload =
    [
        TextField("tenantId", null, "The tenant's id."),
        TextField("tenantUrl", null, "The tenant's address."),
        TextField("tenantComment", null, "The tenant in the configuration's words."),
        TextField("spaceId", null, "The id of the app's space; null for a personal app."),
        TextField("spaceName", null, "The name of the app's space."),
        TextField("userId", null, "The id of the user who started it."),
        TextField("userName", null, "The name of the user who started it."),
        TextField("appId", null, "The app's id."),
        TextField("appName", null, "The app's name."),
        TextField("appDescription", null, "The app's description."),
        TruthField("appHasSectionAccess", null, "Whether the app has section access."),
        TruthField("appIsPublished", null, "Whether the app is published."),
        TimeField("appPublishTime", null, "When the app was published."),
        TextField("appThumbnail", null, "The app's picture."),
        NumberField("appFileSize", null, "The app's size on disk.", "bytes"),
        TextsField("appTags", null, "The app's tags."),
        TextField("appOwnerName", null, "The owner's name."),
        TextField("appOwnerUserId", null, "The owner's id."),
        TextField("appOwnerEmail", null, "The owner's e-mail address."),
        TextField("appOwnerPicture", null, "The owner's picture."),
        TextField("source", null, "Where Qlik Cloud says the event comes from."),
        TextField("eventType", null, "Qlik Cloud's own type of the event."),
        TextField("eventTypeVersion", null, "The version of that type."),
        TextField("reloadId", null, "The reload's id."),
        TextField("reloadTrigger", null, "What started it, such as chronos or manual."),
        TextField("status", null, "The reload's status, such as FAILED."),
        TextField("errorCode", null, "Qlik Cloud's error code."),
        TextField("errorMessage", null, "Why it failed."),
        TextField("logMessage", null, "The reload's log in short."),
        TextsField("errors", null, "All errors."),
        TextsField("warnings", null, "All warnings."),
        TextsField("statements", null, "Statements of the script that Qlik Cloud names."),
        TimeField("creationTime", null, "When it was asked for."),
        TimeField("startTime", null, "When it started."),
        TimeField("endTime", null, "When it ended."),
        NumberField("durationSeconds", null, "How long it took.", "s"),
        NumberField("peakMemoryBytes", null, "The most memory it took.", "bytes"),
        NumberField("sizeMemoryBytes", null, "The app's size in memory.", "bytes"),
        NumberField("rowLimit", null, "The row limit; -1 for none."),
        TextField("usage", null, "What the app is used for."),
        NumberField("usageDuration", null, "The duration that Qlik Cloud counts.", "ms"),
        TruthField("endedWithMemoryConstraint", null, "Whether memory was short at its end."),
        TruthField("isDirectQueryMode", null, "Whether the app queries its source directly."),
        TruthField("isPartialReload", null, "Whether the reload was partial."),
        TruthField("isSessionApp", null, "Whether the app is one of a session."),
        TruthField("isSkipStore", null, "Whether the result was not stored."),
        ObjectField(
            "scriptLog", "The first and last lines of the script log.",
            TextsField("head", null, "The first lines."),
            TextsField("tail", null, "The last lines."),
            NumberField("lines", null, "How many lines there are."),
            NumberField("characters", null, "How many characters there are.")),
        TextsField("errorLines", null, "The lines of the script log that say why it failed.").Optional(),
        TextField("scriptLogUrl", null, "A link to the whole script log, which ends.").Optional(),
        ObjectField("enrichment", "What could not be looked up.", TextsField("missing", null, "The parts that could not be looked up.")),
    ];

    public static IEnumerable<EventKind> All() =>
    [
        Of("failed", EventTone.Error, EventEffect.Fails),
        Of("canceled", EventTone.Warning, EventEffect.Fails),
        Of("succeeded", EventTone.Good, EventEffect.Recovers),
        .. CloudOtherKinds.All(),
    ];

    private static EventKind Of(string outcome, EventTone tone, EventEffect effect) => new()
    {
        Type = $"cloud.reload.{outcome}",
        Words = $"Cloud reload {outcome}",
        Many = $"cloud reloads {outcome}",
        Things = "cloud reloads",
        Subject = "app/{appId}",
        Tone = tone,
        About = EventThing.CloudApp,
        Effect = effect,
        Data = Reload,
    };
}
