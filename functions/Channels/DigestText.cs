using System.Globalization;
using System.Text.Json;

namespace Butler.Functions.Channels;

/// <summary>The daily digest in words.</summary>
internal static class DigestText
{
    /// <summary>The type of the digest's event.</summary>
    public const string Type = "butler.digest.daily";

    private const int MostLines = 20;

    /// <summary>What the day was like, on one line.</summary>
    public static string Title(Alert alert)
    {
        var day = TimeZoneInfo.ConvertTime(AlertData.Time(alert, "from") ?? alert.Event.Time, alert.Site.TimeZone);
        var failures = AlertData.Number(alert, "failures") ?? 0;
        var tasks = AlertData.Number(alert, "failedTasks") ?? 0;
        var outcome = failures > 0 ? $"{Count(failures, "run", "runs")} of {Count(tasks, "task", "tasks")} failed" : "nothing failed";
        return string.Create(CultureInfo.InvariantCulture, $"Digest of {day:yyyy-MM-dd}: {outcome}");
    }

    /// <summary>The numbers, then the lists, one line for each of their members.</summary>
    public static IEnumerable<(string Label, string? Value)> Facts(Alert alert)
    {
        yield return ("From", AlertData.Time(alert, "from") is { } from ? AlertText.Time(alert, from) : null);
        yield return ("To", AlertData.Time(alert, "to") is { } to ? AlertText.Time(alert, to) : null);
        yield return ("Events", Number(alert, "total"));
        yield return ("Newly failing", AlertData.Number(alert, "newTasks") is { } fresh and > 0 ? Count(fresh, "task", "tasks") : null);
        yield return ("Average run", AlertData.Number(alert, "averageMs") is { } average ? Duration(average) : null);
        yield return ("Held back", Number(alert, "heldBack"));
        yield return ("Not delivered", Number(alert, "deadDeliveries"));
        yield return ("Late", Number(alert, "late"));
        yield return ("Failed", Lines(alert, "failed", Failed));
        yield return ("New", Lines(alert, "new", Failed));
        yield return ("Slowest", Lines(alert, "slowest", run => $"{Duration(MsOf(run)),-10} {AlertData.Member(run, "task")}"));
    }

    private static string Failed(JsonElement task) =>
        $"{AlertData.Member(task, "count") + "×",-4} {AlertData.Member(task, "task")}{(AlertData.Member(task, "lastError") is { Length: > 0 } error ? " - " + error : "")}";

    private static double MsOf(JsonElement run) => run.TryGetProperty("durationMs", out var ms) && ms.ValueKind == JsonValueKind.Number ? ms.GetDouble() : 0;

    private static string Duration(double ms) => AlertText.Duration(TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, 1e12)));

    private static string? Number(Alert alert, string name) =>
        AlertData.Number(alert, name) is { } number and > 0 ? number.ToString("#,0", CultureInfo.InvariantCulture) : null;

    private static string Count(double count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:0} {(count is 1 ? one : many)}");

    private static string Lines(Alert alert, string name, Func<JsonElement, string> line) =>
        string.Join('\n', AlertData.List(alert, name).Take(MostLines).Select(item => AlertText.OneLine(line(item), 200)));
}
