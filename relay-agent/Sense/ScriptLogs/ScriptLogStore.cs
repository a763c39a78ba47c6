using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>Keeps the script logs of failed reloads on disk without their secrets, one folder each day, and removes old ones.</summary>
internal sealed partial class ScriptLogStore(ScriptLogStoreOptions options, TimeProvider time, ILogger<ScriptLogStore> logger)
{
    private const string Ours = "*_appId=*_taskId=*.log";
    private const string Unfinished = ".part";

    private readonly Lock gate = new();
    private DateOnly cleaned;

    /// <summary>Begins a file, which appears under its name only when it is complete.</summary>
    /// <returns>Null after a disk error, which is logged and does not affect the event.</returns>
    public StoredLog? Begin(StoredLogName name)
    {
        Clean();
        var folder = Path.Combine(options.Directory!, name.Folder);
        var path = Path.Combine(folder, name.File);
        try
        {
            Directory.CreateDirectory(folder);
            var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
            return new StoredLog(
                path, new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024), Problem);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Problem(path, failure.Message);
            return null;
        }
    }

    /// <summary>Removes old logs once a day; only files that the relay created.</summary>
    public void Clean()
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        lock (gate)
        {
            if (cleaned == today)
            {
                return;
            }

            cleaned = today;
        }

        var oldest = DateOnly.FromDateTime((now - options.Keep).UtcDateTime);
        try
        {
            foreach (var folder in Directory.Exists(options.Directory) ? Directory.EnumerateDirectories(options.Directory) : [])
            {
                if (DateOnly.TryParseExact(
                    Path.GetFileName(folder), StoredLogName.DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    && day < oldest)
                {
                    Remove(folder);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Problem(options.Directory!, failure.Message);
        }
    }

    private static void Remove(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, Ours).Concat(Directory.EnumerateFiles(folder, "*" + Unfinished)))
        {
            File.Delete(file);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private void Problem(string path, string problem) => Log.NotKept(logger, path, problem);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The script log {Path} could not be kept or removed: {Problem}")]
        public static partial void NotKept(ILogger logger, string path, string problem);
    }
}
