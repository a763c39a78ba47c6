using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>
/// Runs a slot. Before each deletion the license is noted on disk, so that a process which stops right after it leaves a trace: the next
/// one looks whether the license is gone, and then raises the event.
/// </summary>
internal sealed partial class ReleaseRunner(
    LicenseReleaseOptions options, ReleasePlan plan, ReleaseDeletion deletion, ReleaseBook book, ReleaseEvents events, TimeProvider time,
    ILogger<ReleaseRunner> logger)
{
    /// <summary>So many failures one after the other end a run.</summary>
    private const int MaxFailures = 5;

    /// <summary>Plans a slot, and releases.</summary>
    /// <returns>The run, which has ended.</returns>
    /// <exception cref="QrsException">The repository did not answer; nothing was done.</exception>
    /// <exception cref="MonitorException">
    /// The clocks differ, and nothing was done; or the disk or the journal failed, and the run ends later.
    /// </exception>
    public async Task<ReleaseRun> RunAsync(DateTimeOffset slot, CancellationToken stopping)
    {
        var (run, items) = await PlanAsync(slot, stopping);
        var chosen = items.Take(options.Most);
        var open = new List<ReleaseItem>();
        try
        {
            if (run.DryRun)
            {
                await TellAsync(run, chosen);
            }
            else
            {
                await ReleaseAsync(run, chosen, open, stopping);
            }
        }
        catch (MonitorException failure)
        {
            run.LastError = failure.Message;
            throw;
        }

        await EndAsync(run, open);
        return run;
    }

    /// <summary>Ends a run: keeps its counts, raises the event, and notes the slot as done. Each step is safe to repeat.</summary>
    /// <exception cref="MonitorException">The journal did not accept the event.</exception>
    public async Task EndAsync(ReleaseRun run, IReadOnlyList<ReleaseItem> open)
    {
        if (!run.DryRun)
        {
            Keep(run, open);
        }

        await events.EndedAsync(run);
        book.Finish(run.Slot);
        Log.Ended(
            logger, run.DryRun ? " (dry run)" : "", run.Slot, run.Types.Sum(each => each.Considered), run.Types.Sum(each => each.Released),
            run.Types.Sum(each => each.Failed), run.Types.Sum(each => each.Left), run.LastError ?? "none");
    }

    /// <summary>Whether the repository refuses the user, so that all other requests fail as well.</summary>
    private static bool IsRefusal(QrsException failure) => failure.Status is 401 or 403;

    /// <summary>The plan; without the right to read, a run that has failed.</summary>
    private async Task<(ReleaseRun Run, IReadOnlyList<ReleaseItem> Items)> PlanAsync(DateTimeOffset slot, CancellationToken stopping)
    {
        try
        {
            return await plan.MakeAsync(slot, stopping);
        }
        catch (QrsException refused) when (IsRefusal(refused))
        {
            Log.NotPlanned(logger, refused.Message);
            var types = options.Types.Select(type => new ReleaseCounts { Type = type });
            return (new ReleaseRun { Slot = slot, DryRun = options.DryRun, Types = [.. types], LastError = refused.Message }, []);
        }
    }

    private async Task TellAsync(ReleaseRun run, IEnumerable<ReleaseItem> items)
    {
        foreach (var item in items)
        {
            await events.ReleasedAsync(item, dryRun: true);
            run.Of(item.Type).Released++;
            Log.WouldRelease(logger, item.Type, item.User, item.Reason);
        }
    }

    private async Task ReleaseAsync(
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
            if (IsRefusal(failure) || ++failures == MaxFailures)
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
        Keep(run, open);
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

    /// <exception cref="MonitorException">It is not on disk, so nothing may be deleted.</exception>
    private void Keep(ReleaseRun run, IReadOnlyList<ReleaseItem> open)
    {
        if (!book.Save(state => state with { Run = run, Unsettled = [.. open] }))
        {
            throw new MonitorException("what the release of access licenses is about to do could not be written to disk");
        }
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

        [LoggerMessage(2, LogLevel.Information, "The {Type} license of {User} would be released (dry run): {Reason}")]
        public static partial void WouldRelease(ILogger logger, string type, string user, string reason);

        [LoggerMessage(
            3, LogLevel.Warning, "The {Type} license of {User} could not be released; further failures of this run are only "
                + "counted: {Problem}")]
        public static partial void NotReleased(ILogger logger, string type, string user, string problem);

        [LoggerMessage(4, LogLevel.Warning, "No access licenses are released, because they could not be read: {Problem}")]
        public static partial void NotPlanned(ILogger logger, string problem);

        [LoggerMessage(
            5, LogLevel.Information, "The release of access licenses{DryRun} of {Slot:u} has ended: {Considered} considered, {Released} "
                + "released, {Failed} failed, {Left} left; last error: {Error}")]
        public static partial void Ended(
            ILogger logger, string dryRun, DateTimeOffset slot, int considered, int released, int failed, int left, string error);
    }
}
