using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>
/// Releases licenses one after the other. Before each deletion the license is noted on disk, so that a process which stops right after it
/// leaves a trace: the next one looks whether the license is gone, and then raises the event.
/// </summary>
internal sealed partial class ReleaseDeletions(
    AccessDeletion deletion, ReleaseBook book, ReleaseEvents events, TimeProvider time, ILogger<ReleaseDeletions> logger)
{
    /// <summary>So many failures one after the other end a run.</summary>
    private const int MaxFailures = 5;

    /// <summary>Releases licenses, and counts each in the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="items">The licenses to release.</param>
    /// <param name="open">Receives the licenses of which it is not known whether they are released.</param>
    /// <param name="stopping">Cancels the calls.</param>
    /// <exception cref="MonitorException">The disk or the journal failed; what is open is on disk.</exception>
    public async Task RunAsync(
        ReleaseRun run, IEnumerable<ReleaseItem> items, List<ReleaseItem> open, CancellationToken stopping)
    {
        var failures = 0;
        foreach (var item in items)
        {
            var (outcome, failure) = await OneAsync(run, item, open, stopping);
            Count(run.Of(item.Type), outcome);
            if (outcome is not (ReleaseOutcome.Failed or ReleaseOutcome.Unclear))
            {
                failures = 0;
                continue;
            }

            if (run.LastError is null)
            {
                Log.NotReleased(logger, item.Type, item.User, failure!.Message);
            }

            run.LastError = failure!.Message;
            if (AccessDeletion.IsRefusal(failure) || ++failures == MaxFailures)
            {
                return;
            }
        }
    }

    private async Task<(ReleaseOutcome Outcome, QrsException? Failure)> OneAsync(
        ReleaseRun run, ReleaseItem item, List<ReleaseItem> open, CancellationToken stopping)
    {
        try
        {
            if (await deletion.CheckAsync(item, stopping) is { } changed)
            {
                return (changed, null);
            }
        }
        catch (QrsException failure)
        {
            return (ReleaseOutcome.Failed, failure);
        }

        var begun = item with { Begun = time.GetUtcNow() };
        open.Add(begun);
        book.Keep(run, open);
        var (outcome, problem) = await deletion.DeleteAsync(item, stopping);
        if (outcome == ReleaseOutcome.Released)
        {
            await events.ReleasedAsync(item, dryRun: false);
            Log.Released(logger, item.Type, item.User, item.Reason);
        }

        if (outcome != ReleaseOutcome.Unclear)
        {
            open.Remove(begun);
        }

        return (outcome, problem);
    }

    private static void Count(ReleaseCounts counts, ReleaseOutcome outcome)
    {
        switch (outcome)
        {
            case ReleaseOutcome.Released:
                counts.Released++;
                break;
            case ReleaseOutcome.UsedMeanwhile:
                counts.Protect(ProtectedBy.UsedMeanwhile);
                break;
            case ReleaseOutcome.Gone:
                counts.Protect(ProtectedBy.Gone);
                break;
            default:
                counts.Failed++;
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The {Type} license of {User} is released: {Reason}")]
        public static partial void Released(ILogger logger, string type, string user, string reason);

        [LoggerMessage(
            2, LogLevel.Warning, "The {Type} license of {User} could not be released; further failures of this run are only "
                + "counted: {Problem}")]
        public static partial void NotReleased(ILogger logger, string type, string user, string problem);
    }
}
