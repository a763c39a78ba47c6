using System.Globalization;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>Where a stored script log goes: a folder for its day, and a name of time, app and task, as Butler names them.</summary>
/// <param name="Folder">The day, <c>yyyy-MM-dd</c>.</param>
/// <param name="File">The file's name.</param>
internal sealed record StoredLogName(string Folder, string File)
{
    /// <summary>The day's form.</summary>
    public const string DayFormat = "yyyy-MM-dd";

    /// <summary>The name; the time is the log's own, local to Sense, as an administrator knows it from there.</summary>
    /// <param name="logTimeStamp">The event's time as Sense wrote it.</param>
    /// <param name="time">The event's time, for when that cannot be read.</param>
    /// <param name="appId">The app's GUID.</param>
    /// <param name="taskId">The task's GUID.</param>
    public static StoredLogName Of(string? logTimeStamp, DateTimeOffset time, string? appId, string taskId)
    {
        const int Seconds = 19; // the length of yyyy-MM-dd HH:mm:ss
        var local = logTimeStamp is { Length: >= Seconds }
            && DateTime.TryParseExact(
                logTimeStamp[..Seconds].Replace('T', ' '), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var written)
                ? written
                : time.UtcDateTime;
        return new StoredLogName(
            local.ToString(DayFormat, CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-dd_HH-mm-ss}_appId={Word(appId)}_taskId={Word(taskId)}.log"));
    }

    /// <summary>Ids come from outside: only what a GUID is made of may name a file.</summary>
    private static string Word(string? id) => new([.. (id ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(36)]);
}
