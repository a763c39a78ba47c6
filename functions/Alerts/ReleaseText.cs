using System.Globalization;

namespace Butler.Functions.Alerts;

/// <summary>The plain texts for releases of access licenses. A dry run reads as such everywhere.</summary>
internal static class ReleaseText
{
    /// <summary>The reasons that protect licenses, in words.</summary>
    private static readonly (string Reason, string Words)[] Reasons =
    [
        ("user", "by the list of users"), ("tag", "by a tag"), ("customProperty", "by a custom property"), ("directory", "by directory"),
        ("inactive", "by inactive"), ("blocked", "by blocked"), ("removedExternally", "by removed externally"),
        ("neverUsed", "never used"), ("deletedUser", "user deleted"), ("userNotFound", "user not found"), ("unreadable", "unreadable"),
        ("usedMeanwhile", "used meanwhile"), ("gone", "gone meanwhile"),
    ];

    /// <summary>One line for a release; null when the event lacks data.</summary>
    public static string? Released(Alert alert, EventFields fields)
    {
        if (EventNames.Of(alert.Event, null) is not { } user)
        {
            return null;
        }

        var type = fields.Text("licenseType") is { } known ? char.ToUpperInvariant(known[0]) + known[1..] : "Access";
        var unused = fields.Number("daysSinceLastUse") is { } days ? $", unused for {FieldText.Days(days)}" : "";
        return IsDry(fields)
            ? $"{type} license of {user} would be released{unused} (dry run)"
            : $"{type} license of {user} released{unused}";
    }

    /// <summary>One line for the end of a run; null when the event lacks data.</summary>
    public static string? Ended(EventFields fields) => fields.Number("released") is { } released
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Access licenses: {released:0} {(IsDry(fields) ? "would be released (dry run)" : "released")}{Also(fields, "failed")}"
                + $"{Also(fields, "left")}")
        : null;

    /// <summary>The numbers of a run.</summary>
    public static IReadOnlyList<(string Label, string? Value)> Facts(EventFields fields)
    {
        var reasons = fields.Object("protected");
        var kept = Reasons.Select(each => (each.Words, Count: reasons.Number(each.Reason))).Where(each => each.Count > 0)
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Count:0} {each.Words}"));
        return
        [
            ("Considered", Text(fields, "considered")),
            ("Protected", string.Join(", ", kept)),
            ("In quarantine", Text(fields, "inQuarantine")),
            (IsDry(fields) ? "Would be released" : "Released", Text(fields, "released")),
            ("Failed", Text(fields, "failed")),
            ("Left", Text(fields, "left")),
        ];
    }

    private static bool IsDry(EventFields fields) => fields.Truth("dryRun") == true;

    private static string Also(EventFields fields, string name) =>
        fields.Number(name) is > 0 and var number ? string.Create(CultureInfo.InvariantCulture, $", {number:0} {name}") : "";

    private static string? Text(EventFields fields, string name) => fields.Number(name)?.ToString("0", CultureInfo.InvariantCulture);
}
