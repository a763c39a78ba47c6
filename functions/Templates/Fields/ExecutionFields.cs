using System.Globalization;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using static Butler.Functions.Templates.Fields.FieldValues;

namespace Butler.Functions.Templates.Fields;

/// <summary>The fields of a run: times, status, details, script log.</summary>
internal static class ExecutionFields
{
    public static Dictionary<string, Func<AlertFields, object?>> Table() => new()
    {
        ["executingNodeName"] = f => f.Task?.Execution?.Node,
        ["executionDuration"] = f => TimeFields.Duration(DurationMs(f), f.Unknown("executionDuration.")),
        ["executionStartTime"] = f => f.Time("startTime", "executionStartTime", Start(f)),
        ["executionStopTime"] = f => f.Time("stopTime", "executionStopTime", Stop(f)),
        ["executionCreationTime"] = f => f.Time("creationTime", "executionCreationTime", f.Instant("creationTime", "reload.creationTime")),
        ["executionStatusNum"] = f => f.Task?.Execution?.Status,
        ["executionStatusText"] = f => f.Task?.Execution is { } run
            ? Known(run.StatusText, StatusText(run.Status))
            : (f.IsCloud ? f.Text("reload.status", "executionStatusText", "status") : null),
        ["executionDetails"] = f => Details(f),
        ["executionDetailsConcatenated"] = f => DetailsText(f),
        ["executionDetailsText"] = f => DetailsText(f),
        ["scriptLogSize"] = f =>
            f.Task?.ScriptLog is { } log ? log.Size ?? log.Characters : f.Number("scriptLogSizeRows", "scriptLog.lines"),
        ["scriptLogSizeRows"] = f => f.Task?.ScriptLog is { } log ? log.Lines : f.Number("scriptLogSizeRows", "scriptLog.lines"),
        ["scriptLogSizeCharacters"] = f =>
            f.Task?.ScriptLog is { } log ? log.Characters : f.Number("scriptLogSizeCharacters", "scriptLog.characters"),
        ["scriptLogHead"] = f => LogText(Head(f)),
        ["scriptLogTail"] = f => LogText(Tail(f)),
        ["scriptLogHeadCount"] = f => Head(f)?.Count,
        ["scriptLogTailCount"] = f => Tail(f)?.Count,
    };

    /// <summary>The repository's word for a status; the number where it has none.</summary>
    private static string? StatusText(int? status) => ExecutionStatus.Text(status) ?? status?.ToString(CultureInfo.InvariantCulture);

    private static object?[] Details(AlertFields f) => [.. (f.Task?.Execution?.Details ?? []).Select(detail => Detail(f, detail))];

    private static FieldMap Detail(AlertFields f, ExecutionDetail detail) => FieldMap.Of(
        new Dictionary<string, object?>(detail.Time is { } time ? TimeFields.Forms("timestamp", time, f.Site) : [])
        {
            ["message"] = detail.Message,
            ["detailsType"] = detail.Type,
            ["detailCreatedDate"] = Utc(detail.Time),
        },
        detail.Message,
        f.Unknown("executionDetails[]."));

    private static string? DetailsText(AlertFields f) => f.Task?.Execution?.Details is { Count: > 0 } details
        ? string.Join('\n', details.Select(d => d.Time is { } time ? $"{TimeFields.Local(time, f.Site, 1)}\t{d.Message}" : d.Message))
        : null;

    private static IReadOnlyList<string>? Head(AlertFields f) => Lines(f, f.Task?.ScriptLog?.Head, "scriptLog.head") is { } head
        ? ExecutionText.Ends(f.Alert, head, Lines(f, f.Task?.ScriptLog?.Tail, "scriptLog.tail") ?? [], ScriptLogLines(f)).Head
        : null;

    private static IReadOnlyList<string>? Tail(AlertFields f) => Lines(f, f.Task?.ScriptLog?.Tail, "scriptLog.tail") is { } tail
        ? ExecutionText.Ends(f.Alert, [], tail, ScriptLogLines(f)).Tail
        : null;

    private static int ScriptLogLines(AlertFields f) => f.Task?.ScriptLog?.Lines
        ?? (f.Find("scriptLogSizeRows", "scriptLog.lines") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out var lines) ? lines : 0);

    private static IReadOnlyList<string>? Lines(AlertFields f, IReadOnlyList<string>? ofTask, string path) =>
        ofTask ?? (f.IsCloud && f.Find(path) is { ValueKind: JsonValueKind.Array } lines
            ? [.. lines.EnumerateArray().Select(l => l.ToString())]
            : null);

    private static string? LogText(IReadOnlyList<string>? lines) => lines is { Count: > 0 } ? string.Join('\n', lines) : null;

    private static long? DurationMs(AlertFields f) => f.Task?.Execution?.DurationMs
        ?? (f.Find("durationSeconds") is { ValueKind: JsonValueKind.Number } seconds ? (long?)(seconds.GetDouble() * 1000) : null)
        ?? (Start(f) is { } start && Stop(f) is { } stop ? (long?)(stop - start).TotalMilliseconds : null)
        ?? (f.IsCloud && f.Find("duration") is { ValueKind: JsonValueKind.Number } ms ? (long)ms.GetDouble() : null);

    private static DateTimeOffset? Start(AlertFields f) => f.Task?.Execution?.Start ?? f.Instant("startTime", "reload.startTime");

    private static DateTimeOffset? Stop(AlertFields f) => f.Task?.Execution?.Stop ?? f.Instant("endTime", "reload.endTime");
}
