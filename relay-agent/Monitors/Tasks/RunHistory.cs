using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>
/// Reads the runs that ended: the new ones at each look, and once those of the last 30 days, page by page from the newest back. After a
/// restart it continues where it was saved.
/// </summary>
internal sealed class RunHistory
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(30);

    /// <summary>The end of the last period is read again, because results may be written late.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    /// <summary>The file of a large site has megabytes; what was not saved is read again after a restart.</summary>
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(10);

    private readonly MonitorFile<RunHistoryState> file;
    private readonly TimeProvider time;
    private readonly RunPages pages;
    private readonly Dictionary<string, DateTimeOffset> recent;
    private readonly UsualDurations usual;
    private readonly Dictionary<string, RunDurations> tasks;
    private long saved;
    private DateTimeOffset? since;
    private DateTimeOffset from;
    private DateTimeOffset until;

    /// <summary>Continues with what the file remembers.</summary>
    public RunHistory(IQrs qrs, MonitorFile<RunHistoryState> file, TimeProvider time)
    {
        (this.file, this.time, pages, saved) = (file, time, new RunPages(qrs, time), time.GetTimestamp());
        (tasks, recent) = (file.Value?.Tasks ?? [], file.Value?.Recent ?? []);
        usual = new UsualDurations(tasks);
        if (file.Value is { } known)
        {
            (since, from, until) = (known.Since, known.From, known.Until);
        }
    }

    /// <summary>The usual duration of a task; null when it has run too seldom.</summary>
    public TimeSpan? Usual(string taskId) => usual.Of(taskId);

    /// <summary>Whether all runs that ended before a time are read, except for results that are written late.</summary>
    public bool IsReadUntil(DateTimeOffset at) => since is not null && until >= at;

    /// <summary>Reads the runs that ended since the last look, at most one page of them.</summary>
    /// <param name="now">The time at QRS.</param>
    /// <param name="ended">Receives each run.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="QrsException">QRS did not answer; the next look reads the same page.</exception>
    public async Task ReadNewAsync(DateTimeOffset now, Action<EndedRun> ended, CancellationToken cancellationToken)
    {
        if (since is null || until < now - Back)
        {
            Begin(now);
        }

        until = until < now ? until : now; // QRS's clock was set back
        var begin = until - Overlap;
        var end = now - begin > pages.Size ? begin + pages.Size : now;
        var found = await pages.ReadAsync(begin, end, cancellationToken);
        foreach (var run in found.OrderBy(run => run.Stop).Where(run => recent.TryAdd(run.ResultId, run.Stop)))
        {
            if (run.Stop >= from)
            {
                usual.AddNew(run);
            }

            ended(run);
        }

        until = end;
        foreach (var id in recent.Where(result => result.Value < until - Overlap).Select(result => result.Key).ToList())
        {
            recent.Remove(id);
        }
    }

    /// <summary>Reads a few pages of older runs, until all of the last 30 days are read.</summary>
    /// <exception cref="QrsException">QRS did not answer; the next call reads the same page.</exception>
    public async Task ReadOldAsync(int most, CancellationToken cancellationToken)
    {
        for (var page = 0; page < most && from > since; page++)
        {
            var begin = from - pages.Size > since ? from - pages.Size : since.Value;
            var found = await pages.ReadAsync(begin, from, cancellationToken);
            foreach (var run in found.OrderByDescending(run => run.Stop))
            {
                usual.AddOld(run);
            }

            from = begin;
            saved = long.MinValue;
        }
    }

    /// <summary>Saves from time to time.</summary>
    public void Save()
    {
        if (since is not { } known || (saved != long.MinValue && time.GetElapsedTime(saved) < SaveEvery))
        {
            return;
        }

        usual.ForgetBefore(until - Back);
        file.Save(new RunHistoryState { Since = known, From = from, Until = until, Recent = recent, Tasks = tasks });
        saved = time.GetTimestamp();
    }

    private void Begin(DateTimeOffset now)
    {
        (since, from, until, saved) = (now - Back, now, now, long.MinValue);
        tasks.Clear();
        recent.Clear();
    }
}
