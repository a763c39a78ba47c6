using static Butler.Core.Events.Kinds.Field;

namespace Butler.Core.Events.Kinds;

/// <summary>
/// The server license and access licenses. The fields are those of Butler, and for access licenses those of the repository.
/// </summary>
internal static class LicenseKinds
{
    private const string ServerSubject = "license/server";

    private static readonly EventField[] Server =
    [
        TruthField("licenseExpired", "Expired", "Whether it has expired."),
        TextField("expiryDateStr", "Expires", "The last day on which it is valid, yyyy-MM-dd; null for a perpetual license."),
        NumberField("daysUntilExpiry", "Days left", "Days until then; negative when it has expired, null for a perpetual license.", "days"),
        TimeField("expiryDate", null, "When it expires; null for a perpetual license."),
        NumberField("thresholdDays", null, "The threshold that was passed; null where none was.", "days"),
        TruthField("isBlacklisted", "Blacklisted", "Whether Qlik has blacklisted it."),
        TruthField("isInvalid", "Invalid", "Whether the repository calls it invalid."),
        TextField("expiredReason", "Reason", "Why the repository calls it expired."),
    ];

    private static readonly EventField[] Seats =
    [
        TruthField("enabled", null, "Whether the site has such licenses."),
        NumberField("total", null, "How many there are."),
        NumberField("allocated", null, "How many are allocated."),
        NumberField("used", null, "How many are in use."),
        NumberField("quarantined", null, "How many are in quarantine."),
        NumberField("available", null, "How many are left."),
        NumberField("excess", null, "How many are allocated beyond the total."),
    ];

    /// <summary>Why licenses were protected in a run.</summary>
    private static readonly EventField[] Protections =
    [
        .. new (string Name, string Meaning)[]
        {
            ("user", "By the list of users."),
            ("tag", "By a tag of the user."),
            ("customProperty", "By a custom property of the user."),
            ("directory", "By the user's directory."),
            ("inactive", "Because the user is inactive, or is not."),
            ("blocked", "Because the user is blocked, or is not."),
            ("removedExternally", "Because the user was removed from the directory, or was not."),
            ("neverUsed", "Never used, and kept or not allocated for long enough."),
            ("deletedUser", "The user was deleted."),
            ("userNotFound", "The repository did not return the user."),
            ("unreadable", "The repository's row lacks what the release depends on."),
            ("usedMeanwhile", "Used after the list was read."),
            ("gone", "Deleted by somebody else after the list was read."),
        }.Select(each => NumberField(each.Name, null, each.Meaning).Optional()),
    ];

    public static IEnumerable<EventKind> All() =>
    [
        new EventKind
        {
            Type = EventTypes.LicenseServer,
            Words = "Qlik Sense server license",
            Many = "checks of the server license",
            Subject = ServerSubject,
            About = EventThing.ServerLicense,
            Data = Server,
        },
        new EventKind
        {
            Type = EventTypes.LicenseExpiring,
            Words = "Qlik Sense server license expires soon",
            Many = "server licenses expire soon",
            Subject = ServerSubject,
            About = EventThing.ServerLicense,
            Tone = EventTone.Warning,
            Data = Server,
        },
        new EventKind
        {
            Type = EventTypes.LicenseExpired,
            Words = "Qlik Sense server license has expired",
            Many = "server licenses have expired",
            Subject = ServerSubject,
            About = EventThing.ServerLicense,
            Tone = EventTone.Error,
            Data = Server,
        },
        new EventKind
        {
            Type = EventTypes.LicenseAccess,
            Words = "Qlik Sense access licenses",
            Many = "checks of access licenses",
            Subject = "license/access",
            Data =
            [
                NumberField("totalTokens", null, "How many tokens there are."),
                NumberField("availableTokens", null, "How many tokens are left."),
                TruthField("tokensEnabled", null, "Whether the site has tokens."),
                ObjectField("professionalAccess", "Professional access.", Seats),
                ObjectField("analyzerAccess", "Analyzer access.", Seats),
                ObjectField(
                    "analyzerTimeAccess", "Analyzer capacity.",
                    TruthField("enabled", null, "Whether the site has it."),
                    NumberField("allocatedMinutes", null, "How much is allocated.", "minutes"),
                    NumberField("usedMinutes", null, "How much is used.", "minutes"),
                    NumberField("unavailableMinutes", null, "How much is not available.", "minutes")),
                ObjectField(
                    "loginAccess", "Login access by tokens.",
                    TruthField("enabled", null, "Whether the site has it."),
                    NumberField("tokenCost", null, "What one costs.", "tokens"),
                    NumberField("allocatedTokens", null, "How many are allocated.", "tokens"),
                    NumberField("usedTokens", null, "How many are used.", "tokens"),
                    NumberField("unavailableTokens", null, "How many are not available.", "tokens")),
                ObjectField(
                    "userAccess", "User access by tokens.",
                    TruthField("enabled", null, "Whether the site has it."),
                    NumberField("tokenCost", null, "What one costs.", "tokens"),
                    NumberField("allocatedTokens", null, "How many are allocated.", "tokens"),
                    NumberField("usedTokens", null, "How many are used.", "tokens"),
                    NumberField("quarantinedTokens", null, "How many are in quarantine.", "tokens")),
            ],
        },
        new EventKind
        {
            Type = EventTypes.LicenseLow,
            Words = "Few access licenses left",
            Many = "times few access licenses were left",
            Subject = "license/{licenseType}",
            Tone = EventTone.Warning,
            Data =
            [
                TextField(
                    "licenseType", "License type",
                    "professional, analyzer, analyzer_capacity, token_login, token_user or tokens_available."),
                NumberField("available", "Available", "How many are left."),
                NumberField("total", "Total", "How many there are."),
                NumberField("used", "Used", "How many are in use."),
                TextField("lowAvailable", "Threshold", "The threshold in the relay's file, such as 5 or 10%."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.LicenseReleased,
            Words = "Release of an access license",
            Many = "releases of access licenses",
            Subject = "license/{licenseType}/{userDir}\\{userId}",
            Data =
            [
                TextField("licenseType", "License type", "professional or analyzer."),
                TextField("licenseId", null, "The id of the access in the repository."),
                TextField("userDir", "User directory", "The user's directory."),
                TextField("userId", "User", "The user's id."),
                NumberField("daysSinceLastUse", "Unused for", "Days since it was last used.", "days"),
                TimeField("lastUsed", "Last used", "When it was last used; null for never."),
                TruthField("dryRun", "Dry run", "Whether it would only have been released."),
                TruthField("quarantined", "In quarantine", "Whether it is in quarantine for some days before it is free."),
                TextField("reason", "Reason", "Why it was released."),
            ],
        },
        new EventKind
        {
            Type = EventTypes.LicenseReleaseEnded,
            Words = "Release of access licenses ended",
            Many = "releases of access licenses ended",
            Subject = "license/release",
            Data =
            [
                TruthField("dryRun", null, "Whether licenses would only have been released."),
                TimeField("slot", null, "The beginning of the interval of the clock that the run was for."),
                .. Counts(Protections),
                ObjectField("professional", "The same numbers of professional access.", Counts([])).Optional(),
                ObjectField("analyzer", "The same numbers of analyzer access.", Counts([])).Optional(),
                TextField("lastError", "Last error", "The last failure; null when there was none."),
            ],
        },
    ];

    /// <summary>What became of the licenses that a run considered; each of them is in one of the other numbers.</summary>
    private static EventField[] Counts(EventField[] protections) =>
    [
        NumberField("considered", null, "How many were unused for long enough, or never used."),
        ObjectField("protected", "How many were protected, by the reason.", protections),
        NumberField("inQuarantine", null, "How many were in quarantine already."),
        NumberField("released", null, "How many were released, or would be in a dry run."),
        NumberField("failed", null, "How many could not be released."),
        NumberField("left", null, "How many could be released and were left for the next run."),
    ];
}
