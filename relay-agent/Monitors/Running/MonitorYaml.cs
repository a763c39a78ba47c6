using Butler.Core.Configuration;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>The keys that several monitors have.</summary>
internal static class MonitorYaml
{
    /// <summary>The thresholds before an expiry when the file names none.</summary>
    public static readonly IReadOnlyList<TimeSpan> StandardWarnBefore =
        [.. new[] { 60, 30, 14, 7, 1 }.Select(days => TimeSpan.FromDays(days))];

    /// <summary>The key <c>every</c>.</summary>
    public static TimeSpan Every(YamlKeys keys, TimeSpan standard) => keys.Optional(
        "every", Yaml.Duration.Then<TimeSpan>(Interval), standard, "The interval between two looks; the first look is at the start");

    /// <summary>The key <c>warnBefore</c>.</summary>
    public static IReadOnlyList<TimeSpan> WarnBefore(YamlKeys keys) => keys.Optional(
        "warnBefore",
        Yaml.List(Yaml.Duration.Then<TimeSpan>(Threshold)).Then<IReadOnlyList<TimeSpan>>(AtLeastOne),
        StandardWarnBefore,
        "How long before the expiry an alert is raised, once for each");

    private static string? Interval(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(10) || value > TimeSpan.FromDays(30) ? "must be from 10s to 30d" : null;

    private static string? Threshold(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromHours(1) || value > TimeSpan.FromDays(3650) ? "must be from 1h to 3650d" : null;

    private static string? AtLeastOne(IReadOnlyList<TimeSpan> value, out IReadOnlyList<TimeSpan> result) =>
        (result = value).Count == 0 ? "must have at least one duration, such as 30d; without the key the standard ones hold" : null;
}
