using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Reconcile;

/// <summary>The time up to which executions were searched, in a small file beside the journal, which is replaced atomically.</summary>
internal sealed partial class ReconcileState
{
    private readonly string path;
    private readonly ILogger logger;

    /// <summary>Reads the state.</summary>
    public ReconcileState(string journalDirectory, ILogger<ReconcileState> logger)
    {
        path = Path.Combine(journalDirectory, "reconcile", "until.txt");
        this.logger = logger;
        Until = Read();
    }

    /// <summary>Whether this is the first search: there is no file, not even an unreadable one.</summary>
    public bool IsFirst { get; private set; }

    /// <summary>The end of the searched period, UTC; null at the first start, and when the file cannot be read.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>
    /// Writes the state and syncs it to disk. A disk error is logged: the next start then repeats a part of the search, which is harmless.
    /// </summary>
    public void Save(DateTimeOffset until)
    {
        (Until, IsFirst) = (until, false);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var next = path + ".next";
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, path, failure.Message);
        }
    }

    private DateTimeOffset? Read()
    {
        try
        {
            if (!File.Exists(path))
            {
                IsFirst = true;
                return null;
            }

            var text = File.ReadAllText(path).Trim();
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
            {
                return until;
            }

            Log.NotRead(logger, path, "it does not hold a time");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(logger, path, failure.Message);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The end of the searched period could not be written to {Path}: {Problem}")]
        public static partial void NotWritten(ILogger logger, string path, string problem);

        [LoggerMessage(
            2, LogLevel.Warning,
            "The end of the searched period cannot be read from {Path}, so all of reconcile.lookBack is searched: {Problem}")]
        public static partial void NotRead(ILogger logger, string path, string problem);
    }
}
