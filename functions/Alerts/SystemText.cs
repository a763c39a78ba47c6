using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Text;

namespace Butler.Functions.Alerts;

/// <summary>The plain texts for events about this system: its relays, and the digest of a day.</summary>
internal static class SystemText
{
    private const int MaxLines = 10;

    /// <summary>One line; null when the event is of another kind.</summary>
    public static string? Title(Alert alert) => alert.Event.Type switch
    {
        EventTypes.RelayOffline => $"Relay {alert.Event.Relay} is offline",
        EventTypes.RelayOnline when Data(alert, OwnEventsJson.Default.RelayOnlineData) is { } data =>
            $"Relay {data.Relay} is back after {Lasted(data.AwaySeconds * 1000)}",
        EventTypes.RelayLoss when Data(alert, OwnEventsJson.Default.RelayLossData) is { } data =>
            string.Create(CultureInfo.InvariantCulture, $"Relay {data.Relay} lost {data.Total:N0} events"),
        CommandRefusedData.EventType => $"Relay {alert.Event.Relay} refused a command",
        EventTypes.DailyDigest when Data(alert, DigestJson.Default.DigestData) is { } data => DigestTitle(alert, data),
        _ => null,
    };

    /// <summary>The facts; empty when the event is of another kind.</summary>
    public static IEnumerable<(string Label, string? Value)> Facts(Alert alert) => alert.Event.Type switch
    {
        EventTypes.RelayOffline when Data(alert, OwnEventsJson.Default.RelayOfflineData) is { } data =>
        [
            ("Last heard", AlertText.Time(alert, data.LastHeartbeat)),
            ("Version", data.Version),
            ("Waiting", data.Waiting > 0 ? Number(data.Waiting.Value) : null),
            ("Warnings", data.Warnings is null ? null : string.Join('\n', data.Warnings)),
        ],
        EventTypes.RelayOnline when Data(alert, OwnEventsJson.Default.RelayOnlineData) is { } data =>
        [
            ("Last heard", AlertText.Time(alert, data.LastHeartbeat)),
            ("Restarted", data.Started > data.LastHeartbeat ? AlertText.Time(alert, data.Started) : null),
            ("Version", data.Version),
            ("Waiting", data.Waiting > 0 ? Number(data.Waiting) : null),
        ],
        EventTypes.RelayLoss when Data(alert, OwnEventsJson.Default.RelayLossData) is { } data =>
        [
            ("Since", AlertText.Time(alert, data.Since)),
            ("Kernel", data.KernelDrops > 0 ? Number(data.KernelDrops) : null),
            ("Refused", data.Refused > 0 ? Number(data.Refused) : null),
            ("Rejected", data.Rejected > 0 ? Number(data.Rejected) : null),
            ("Damaged", data.Damaged > 0 ? Number(data.Damaged) : null),
            ("Warnings", data.Warnings is null ? null : string.Join('\n', data.Warnings)),
        ],
        CommandRefusedData.EventType when Data(alert, CommandJson.Default.CommandRefusedData) is { } data =>
        [
            ("Reason", data.Reason), ("Command", data.Kind), ("Asked by", data.RequestedBy),
            ("More", data.More > 0 ? Number(data.More) : null),
        ],
        EventTypes.DailyDigest when Data(alert, DigestJson.Default.DigestData) is { } data => Digest(alert, data),
        _ => [],
    };

    private static string DigestTitle(Alert alert, DigestData data)
    {
        var day = TimeZoneInfo.ConvertTime(data.From, alert.Site.TimeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var failed = data.Failures == 0 ? "nothing failed" : $"{Count(data.Failures, "run")} of {Count(data.FailedTasks, "task")} failed";
        return $"Digest of {day} for {data.Site}: {failed}";
    }

    private static string Count(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");

    private static IEnumerable<(string Label, string? Value)> Digest(Alert alert, DigestData data) =>
    [
        ("From", AlertText.Time(alert, data.From)),
        ("To", AlertText.Time(alert, data.To)),
        ("Events", Number(data.Total)),
        ("Failed", Lines(data.Failed.Select(FailedTask), data.FailedTasks)),
        ("New", Lines(data.New.Select(t => t.Task), data.NewTasks)),
        ("Slowest", Lines(data.Slowest.Take(5).Select(SlowTask), Math.Min(5, data.Slowest.Count))),
        ("Runs", data.TimedRuns > 0 ? string.Create(CultureInfo.InvariantCulture, $"{data.TimedRuns:N0}, {Lasted(data.DurationMs)} "
            + $"together, {Lasted(data.AverageMs ?? 0)} on average") : null),
        ("Licenses", Lines(data.Licenses.Select(Licenses), data.Licenses.Count)),
        ("Server license", data.ServerLicense?.Expiry),
        ("Dead alerts", data.DeadDeliveries > 0 ? $"{Number(data.DeadDeliveries)} "
            + $"({string.Join(", ", data.DeadByChannel.Select(c => $"{c.Name}: {Number(c.Count)}"))})" : null),
        ("Held back", data.HeldBack > 0 ? Number(data.HeldBack) : null),
        ("Late", data.Late > 0 ? Number(data.Late) : null),
    ];

    private static string SlowTask(DigestRun run)
    {
        var usual = (run.UsualMs, run.Times) is ({ } ms, { } times)
            ? string.Create(CultureInfo.InvariantCulture, $", usually {Lasted(ms)} ({times:0.#} times as long)")
            : "";
        var slow = run.SlowRuns > 1 ? string.Create(CultureInfo.InvariantCulture, $", slow {run.SlowRuns} times") : "";
        return $"{Lasted(run.DurationMs)} {run.Task}{(run.Running ? ", still running" : "")}{usual}{slow}";
    }

    private static string Licenses(DigestLicense license) =>
        $"{license.Name}: {license.Left}{(license.Trend is { } trend ? $", {trend}" : "")}";

    private static string FailedTask(DigestTask task) => string.Create(
        CultureInfo.InvariantCulture, $"{task.Count} x {task.Task}{(task.LastError is null ? "" : ": " + task.LastError)}");

    private static string Lines(IEnumerable<string> lines, int all)
    {
        var some = lines.Take(MaxLines).ToList();
        return string.Join(
            '\n', all > some.Count ? some.Append(string.Create(CultureInfo.InvariantCulture, $"and {all - some.Count} more")) : some);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Lasted(long milliseconds) => DurationText.Words(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>
    /// Reads the data; null also when they have another shape, such as those of an older version. The alert then says less.
    /// </summary>
    private static T? Data<T>(Alert alert, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return alert.Event.Data?.Deserialize(json);
        }
        catch (JsonException)
        {
            // This version does not know the shape of the data, so they are shown unchanged.
            return null;
        }
    }
}
