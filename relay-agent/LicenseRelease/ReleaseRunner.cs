using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.LicenseRelease;

/// <summary>Runs a slot: plans it, releases or tells what would be released, and ends it.</summary>
internal sealed partial class ReleaseRunner(
    LicenseReleaseOptions options, ReleasePlan plan, ReleaseDeletions deletions, ReleaseBook book, ReleaseEvents events,
    ILogger<ReleaseRunner> logger)
{
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
                await deletions.RunAsync(run, chosen, open, stopping);
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
            book.Keep(run, open);
        }

        await events.EndedAsync(run);
        book.Finish(run.Slot);
        Log.Ended(
            logger, run.DryRun ? " (dry run)" : "", run.Slot, run.Types.Sum(each => each.Considered), run.Types.Sum(each => each.Released),
            run.Types.Sum(each => each.Failed), run.Types.Sum(each => each.Left), run.LastError ?? "none");
    }

    /// <summary>The plan; without the right to read, a run that has failed.</summary>
    private async Task<(ReleaseRun Run, IReadOnlyList<ReleaseItem> Items)> PlanAsync(DateTimeOffset slot, CancellationToken stopping)
    {
        try
        {
            return await plan.MakeAsync(slot, stopping);
        }
        catch (QrsException refused) when (AccessDeletion.IsRefusal(refused))
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The {Type} license of {User} would be released (dry run): {Reason}")]
        public static partial void WouldRelease(ILogger logger, string type, string user, string reason);

        [LoggerMessage(2, LogLevel.Warning, "No access licenses are released, because they could not be read: {Problem}")]
        public static partial void NotPlanned(ILogger logger, string problem);

        [LoggerMessage(
            3, LogLevel.Information, "The release of access licenses{DryRun} of {Slot:u} has ended: {Considered} considered, {Released} "
                + "released, {Failed} failed, {Left} left; last error: {Error}")]
        public static partial void Ended(
            ILogger logger, string dryRun, DateTimeOffset slot, int considered, int released, int failed, int left, string error);
    }
}
