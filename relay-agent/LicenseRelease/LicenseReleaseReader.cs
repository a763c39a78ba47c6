using Butler.Core.Configuration;

namespace Butler.RelayAgent.LicenseRelease;

internal static class LicenseReleaseReader
{
    /// <summary>Sense keeps a license that was used more recently in quarantine for so long, and only then it is free.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromDays(7);

    private static readonly YamlType<TimeSpan> Age = Yaml.Duration.Then<TimeSpan>(AtLeastOneDay).Warn(age => age < Quarantine
        ? "is shorter than 7d: Sense puts a license that was used within 7 days in quarantine first, so the release frees nothing at once"
        : null);

    /// <summary>The section <c>licenseRelease</c>.</summary>
    public static YamlType<LicenseReleaseOptions> Type()
    {
        var standard = new LicenseReleaseOptions();
        return Yaml.Object(keys => new LicenseReleaseOptions
        {
            Every = keys.Optional(
                "every", Yaml.Duration.Then<TimeSpan>(Interval), standard.Every,
                "The length of a slot of the clock in UTC, from 1m to 30d; a release runs once in each"),
            Types = keys.Optional(
                "types", Yaml.List(Yaml.OneOf(AccessTypes.Professional, AccessTypes.Analyzer)).Then<IReadOnlyList<string>>(Distinct), [],
                "The types of licenses to release; empty: none"),
            OlderThan = keys.Optional(
                "olderThan", Yaml.TextOr("all", Ages), standard.OlderThan, "How long a license must be unused, at least 1d"),
            NeverUsed = keys.Optional(
                "neverUsed", NeverUsed, "Releases licenses that were never used, too; absent: they are kept"),
            Never = keys.Optional("never", NeverReleaseReader.Type, standard.Never, "Whose licenses are never released"),
            DryRun = keys.Optional("dryRun", Yaml.Bool, standard.DryRun, "Whether releases are only told, and not done"),
            Most = keys.Optional("most", Yaml.Int(1, 10_000), standard.Most, "The maximum number of releases in a run"),
        });
    }

    private static YamlType<OlderThan> Ages { get; } = Yaml.Object(keys => new OlderThan
    {
        All = keys.Optional("all", Age, new OlderThan().All, "For types without an own duration"),
        Professional = Own(keys, AccessTypes.Professional),
        Analyzer = Own(keys, AccessTypes.Analyzer),
    });

    private static YamlType<TimeSpan?> NeverUsed { get; } = Yaml.Object(keys => (TimeSpan?)keys.Required(
        "olderThan", Yaml.Duration.Then<TimeSpan>(AtLeastOneDay), "How long ago the license must have been allocated, at least 1d"));

    private static TimeSpan? Own(YamlKeys keys, string type) =>
        keys.Optional(type, Age, TimeSpan.Zero, $"For {type} licenses") is var age && age > TimeSpan.Zero ? age : null;

    private static string? Interval(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromMinutes(1) || value > TimeSpan.FromDays(30) ? "must be from 1m to 30d" : null;

    private static string? AtLeastOneDay(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromDays(1) || value > TimeSpan.FromDays(3650) ? "must be from 1d to 3650d" : null;

    private static string? Distinct(IReadOnlyList<string> value, out IReadOnlyList<string> result)
    {
        result = [.. value.Distinct()];
        return null;
    }
}
