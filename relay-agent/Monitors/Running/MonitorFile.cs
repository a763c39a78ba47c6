using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.RelayAgent.Journal;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>What a monitor remembers, in a small JSON file beside the journal, which is replaced atomically.</summary>
/// <typeparam name="T">What is remembered.</typeparam>
internal sealed partial class MonitorFile<T>
    where T : class
{
    private readonly string path;
    private readonly JsonTypeInfo<T> type;
    private readonly ILogger logger;

    /// <summary>Reads the file.</summary>
    /// <param name="journal">The journal's folder.</param>
    /// <param name="name">The monitor's name, which is the file's.</param>
    /// <param name="type">How it is read and written.</param>
    /// <param name="logger">The log.</param>
    public MonitorFile(JournalOptions journal, string name, JsonTypeInfo<T> type, ILogger logger)
    {
        path = Path.Combine(journal.Directory, "monitors", name + ".json");
        (this.type, this.logger) = (type, logger);
        Value = Read();
    }

    /// <summary>What is remembered; null before the first look, and when the file cannot be read.</summary>
    public T? Value { get; private set; }

    /// <summary>
    /// Writes the file and syncs it to disk. A disk error is logged: after a restart the last event may then be raised again.
    /// </summary>
    /// <returns>Whether it is on disk.</returns>
    public bool Save(T value)
    {
        Value = value;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var next = path + ".next";
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, value, type);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, path, failure.Message);
            return false;
        }
    }

    private T? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.NotRead(logger, path, failure.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "What a monitor remembers could not be written to {Path}: {Problem}")]
        public static partial void NotWritten(ILogger logger, string path, string problem);

        [LoggerMessage(2, LogLevel.Warning, "What a monitor remembers cannot be read from {Path}, so it begins anew: {Problem}")]
        public static partial void NotRead(ILogger logger, string path, string problem);
    }
}
