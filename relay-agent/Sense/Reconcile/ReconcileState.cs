using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Sense.Reconcile;

/// <summary>Until when executions were looked for, in a small file beside the journal that is either the old or the new one after a crash.</summary>
internal sealed partial class ReconcileState
{
    private readonly string path;
    private readonly ILogger logger;

    /// <summary>Reads it.</summary>
    public ReconcileState(string journalDirectory, ILogger<ReconcileState> logger)
    {
        path = Path.Combine(journalDirectory, "reconcile", "until.txt");
        this.logger = logger;
        Until = Read();
    }

    /// <summary>Whether there is no trace of an earlier look: not even a file that cannot be read.</summary>
    public bool IsFirst { get; private set; }

    /// <summary>All that ended before was looked for, UTC; null at the first start, and where the file cannot be read.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>Writes it, through to the platter. A disk that refuses is told: the next start then looks again at what is known, which harms nothing.</summary>
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

            Log.NotRead(logger, path, "it holds no time");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(logger, path, failure.Message);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Until when executions were looked for could not be written to {Path}: {Problem}")]
        public static partial void NotWritten(ILogger logger, string path, string problem);

        [LoggerMessage(2, LogLevel.Warning, "Until when executions were looked for cannot be read from {Path}, all of reconcile.lookBack is looked at: {Problem}")]
        public static partial void NotRead(ILogger logger, string path, string problem);
    }
}
