using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;

namespace Butler.Functions.Alerts;

/// <summary>
/// Formats a run's times, duration, notes and script log as Butler wrote them to metric stores, so that existing dashboards keep working.
/// </summary>
internal static class ExecutionText
{
    /// <summary>The separator between the scheduler's notes and the script log.</summary>
    public const string Separator = "\n----------------------------------------\n";

    /// <summary>Repositories write this year for a missing time.</summary>
    private const int NoYear = 1753;

    private static readonly string[] FormNames = ["UTC", "Local1", "Local2", "Local3", "Local4", "Local5"];
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    /// <summary>Formats a user with a slash, as Butler did except in mails and webhooks.</summary>
    public static string? User(string? user) => user?.Replace('\\', '/');

    /// <summary>
    /// The six forms of a time, by their names after <c>startTime</c> or <c>stopTime</c>: <c>UTC</c>, <c>Local1</c> to <c>Local5</c>.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Forms(DateTimeOffset? time, TimeZoneInfo zone)
    {
        if (time is not { } known || known.Year <= NoYear)
        {
            return FormNames.Select(name => new KeyValuePair<string, string>(name, "-"));
        }

        var local = TimeZoneInfo.ConvertTime(known, zone);
        var full = local.ToString("MMMM d, yyyy 'at' h:mm:ss tt ", English) + Offset(local.Offset);
        return
        [
            new("UTC", known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            new("Local1", local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            new("Local2", local.ToString("M/d/yyyy, h:mm:ss tt", English)),
            new("Local3", local.ToString("MMM d, yyyy, h:mm:ss tt", English)),
            new("Local4", full),
            new("Local5", full),
        ];
    }

    /// <summary>The six forms of a time as JSON.</summary>
    public static string TimeJson(string prefix, DateTimeOffset? time, TimeZoneInfo zone) =>
        Write(new JsonObject(Forms(time, zone).Select(form => new KeyValuePair<string, JsonNode?>(prefix + form.Key, form.Value))));

    /// <summary>
    /// The parts of a time as JSON, as Butler wrote those of distributions and external programs; null when it is unknown.
    /// </summary>
    public static string? PartsJson(DateTimeOffset? time) => time is not { Year: > NoYear } known
        ? null
        : Write(new JsonObject
        {
            ["year"] = known.UtcDateTime.Year,
            ["month"] = known.UtcDateTime.Month,
            ["day"] = known.UtcDateTime.Day,
            ["hour"] = known.UtcDateTime.Hour,
            ["minute"] = known.UtcDateTime.Minute,
            ["second"] = known.UtcDateTime.Second,
            ["millisecond"] = known.UtcDateTime.Millisecond,
        });

    /// <summary>A duration's hours, minutes and whole seconds.</summary>
    public static (long Hours, int Minutes, int Seconds) Parts(long milliseconds)
    {
        var seconds = Math.Max(0, milliseconds / 1000);
        return (seconds / 3600, (int)(seconds / 60 % 60), (int)(seconds % 60));
    }

    /// <summary>A duration as JSON.</summary>
    public static string DurationJson(long milliseconds)
    {
        var (hours, minutes, seconds) = Parts(milliseconds);
        return Write(new JsonObject { ["hours"] = hours, ["minutes"] = minutes, ["seconds"] = seconds });
    }

    /// <summary>The scheduler's notes: one line each, with time, tab and message.</summary>
    public static string Details(ExecutionInfo? execution)
    {
        var text = new StringBuilder();
        foreach (var detail in execution?.Details ?? [])
        {
            var at = detail.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "-";
            text.Append(at).Append('\t').Append(detail.Message).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// The first and last lines of a script log that a channel shows. A line in both parts, as in a short log, is only in the last lines.
    /// </summary>
    public static (IReadOnlyList<string> Head, IReadOnlyList<string> Tail) Ends(Alert alert) =>
        EventData.ScriptLog(alert.Event, alert.Task) is { Head: not null, Tail: not null } log
        ? Ends(alert, log.Head, log.Tail, log.Lines)
        : ([], []);

    /// <summary>Like <see cref="Ends(Alert)"/>, for the given lines.</summary>
    /// <param name="alert">The alert, whose channel may limit the lines.</param>
    /// <param name="head">The first lines of the log.</param>
    /// <param name="tail">The last lines of the log.</param>
    /// <param name="lines">The number of lines of the whole log; 0 when it is unknown.</param>
    public static (IReadOnlyList<string> Head, IReadOnlyList<string> Tail) Ends(
        Alert alert, IReadOnlyList<string> head, IReadOnlyList<string> tail, int lines)
    {
        var most = alert.Options.ScriptLog;
        IReadOnlyList<string> last = most is null ? tail : [.. tail.TakeLast(most.Tail)];
        var first = Math.Min(head.Count, most?.Head ?? head.Count);
        if (lines > 0)
        {
            first = Math.Min(first, Math.Max(0, lines - last.Count));
        }

        return (first == head.Count ? head : [.. head.Take(first)], last);
    }

    private static string Offset(TimeSpan offset)
    {
        var sign = offset < TimeSpan.Zero ? '-' : '+';
        var minutes = offset.Minutes == 0 ? "" : offset.ToString("':'mm", CultureInfo.InvariantCulture);
        return offset == TimeSpan.Zero ? "UTC" : string.Create(CultureInfo.InvariantCulture, $"GMT{sign}{Math.Abs(offset.Hours)}{minutes}");
    }

    private static string Write(JsonObject json) => json.ToJsonString(Json);
}
