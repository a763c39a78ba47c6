using System.Globalization;
using Butler.Core.Text;
using Butler.Functions.Configuration;
using Butler.Functions.Timers;

namespace Butler.Functions.ScriptLogs;

/// <summary>
/// Runs every day: deletes script logs that were kept for longer than <c>scriptLogs.keep</c>, as many as its time allows. Without the
/// section, what was kept earlier goes after the default of 30 days.
/// </summary>
internal sealed partial class ScriptLogRetention(
    ConfigurationSource configuration, OldScriptLogs old, TimeProvider time, ILogger<ScriptLogRetention> logger) : ITimerHandler
{
    private const int MaxLogged = 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(3);

    /// <exception cref="ScriptLogsUnavailableException">Some could not be deleted; the next run tries them again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var keep = (await configuration.CurrentAsync(cancellationToken)).ScriptLogs?.Keep ?? KeptScriptLogOptions.DefaultKeep;
        var started = time.GetTimestamp();
        var (deleted, failed, isFinished) = (0, 0, true);
        await foreach (var blob in old.WrittenBeforeAsync(time.GetUtcNow() - keep, cancellationToken))
        {
            if (time.GetElapsedTime(started) > MaxTime)
            {
                isFinished = false;
                break;
            }

            try
            {
                deleted += await old.DeleteAsync(blob, cancellationToken) ? 1 : 0;
            }
            catch (ScriptLogsUnavailableException e)
            {
                if (++failed <= MaxLogged)
                {
                    Log.NotDeleted(logger, blob.Name, e.Message);
                }
            }
        }

        Report(deleted, failed, isFinished, keep);
    }

    private void Report(int deleted, int failed, bool isFinished, TimeSpan keep)
    {
        if (deleted > 0)
        {
            Log.Deleted(logger, deleted, DurationText.Format(keep));
        }

        if (!isFinished)
        {
            Log.Unfinished(logger, MaxTime);
        }

        if (failed > 0)
        {
            throw new ScriptLogsUnavailableException(string.Create(
                CultureInfo.InvariantCulture,
                $"{failed} script logs could not be deleted, {deleted} were. The log says why, of the first {MaxLogged}."));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} script logs that were kept for longer than {Keep}")]
        public static partial void Deleted(ILogger logger, int count, string keep);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The script log {Name} cannot be deleted: {Reason}")]
        public static partial void NotDeleted(ILogger logger, string name, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Deleting script logs stopped after {Time}; the next run continues")]
        public static partial void Unfinished(ILogger logger, TimeSpan time);
    }
}
