using System.Globalization;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>The path of a stored script log: a folder for its day, and a name with time, app and task, as in Butler.</summary>
/// <param name="Folder">The day, <c>yyyy-MM-dd</c>.</param>
/// <param name="File">The file's name.</param>
internal sealed record StoredLogName(string Folder, string File)
{
    /// <summary>The format of the day.</summary>
    public const string DayFormat = "yyyy-MM-dd";

    /// <summary>Creates the name, with the log's own time, which is local to Sense.</summary>
    /// <param name="logTimeStamp">The event's time as Sense wrote it.</param>
    /// <param name="time">The event's time, if the log's time cannot be read.</param>
    /// <param name="appId">The app's GUID.</param>
    /// <param name="taskId">The task's GUID.</param>
    public static StoredLogName Of(string? logTimeStamp, DateTimeOffset time, string? appId, string taskId)
    {
        const int Seconds = 19; // the length of yyyy-MM-dd HH:mm:ss
        var local = logTimeStamp is { Length: >= Seconds }
            && DateTime.TryParseExact(
                logTimeStamp[..Seconds].Replace('T', ' '), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var written)
                ? written
                : time.UtcDateTime;
        return new StoredLogName(
            local.ToString(DayFormat, CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-dd_HH-mm-ss}_appId={Word(appId)}_taskId={Word(taskId)}.log"));
    }

    /// <summary>Keeps only the characters of a GUID, because ids come from outside.</summary>
    private static string Word(string? id) => new([.. (id ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(36)]);
}
