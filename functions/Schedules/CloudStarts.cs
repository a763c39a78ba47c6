namespace Butler.Functions.Schedules;

/// <summary>
/// Starts what a schedule names in Qlik Cloud, once for each due time. The row of the start is written before the request is sent; whoever
/// finds it later, and not how it ended, finds that out before another request is sent.
/// </summary>
internal sealed partial class CloudStarts(
    CloudStartRows starts, ScheduleRows rows, CloudStarter starter, ScheduleRetries retries, RunEnds ends, TimeProvider time,
    ILogger<CloudStarts> logger) : IRunStarts
{
    /// <summary>Longer than a request with its repetitions takes. One that is older was sent by a process that has stopped.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public async Task<bool> RepeatAsync(Schedule schedule, ScheduleRunId run, CancellationToken cancellationToken)
    {
        if (await starts.FindAsync(run, cancellationToken) is not { } start
            || (start.State == CloudStartStates.Waiting && !IsLeftOpen(start)))
        {
            return false;
        }

        if (start.State == CloudStartStates.Starting && time.GetUtcNow() < start.Time + Lease)
        {
            await retries.WakeAtAsync(run, start.Time + Lease, cancellationToken);
            return true;
        }

        if (!start.IsEnded)
        {
            start = await ConfirmAsync(start, schedule.Row?.Started, cancellationToken);
            if (await starts.TryWriteAsync(run, start, cancellationToken) is null)
            {
                return await RepeatAsync(schedule, run, cancellationToken); // Another process was first: look again.
            }
        }

        return start.State != CloudStartStates.Waiting && await FollowUpAsync(schedule, run, start, cancellationToken);
    }

    public async Task<bool> TryStartAsync(
        Schedule schedule, ScheduleRunId run, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var (row, now) = (schedule.Row!, time.GetUtcNow());
        var starting = new ScheduleRun(run.Due, RunOutcomes.Starting, now, row.Last?.Due == run.Due ? row.Last.Detail : null);
        if (!await rows.TryMergeAsync(ScheduleRow.Keys(row.Id).SetLast(starting), row, cancellationToken))
        {
            return false; // Of a start and a stop at the same moment, one is first.
        }

        var known = await starts.FindAsync(run, cancellationToken);
        if (known is not null and not { State: CloudStartStates.Waiting })
        {
            return false;
        }

        var claim = await starts.TryWriteAsync(
            run,
            new CloudStart(schedule.Definition.Cloud!, CloudStartStates.Starting, now)
            {
                End = end,
                Attempts = (known?.Attempts ?? 0) + 1,
                Since = known is { Attempts: > 0 } ? known.Since : now,
                Except = row.Started,
                Reason = known?.Reason,
                ETag = known?.ETag,
            },
            cancellationToken);
        if (claim is null)
        {
            return false;
        }

        var ended = await starter.StartAsync(claim, cancellationToken);
        if (ended.State == CloudStartStates.Waiting && claim.Attempts > 0)
        {
            // Nothing was sent, so it is no attempt: only requests that may have arrived count.
            ended = ended with { Attempts = claim.Attempts - 1 };
        }

        await RecordAsync(run, ended, cancellationToken);
        return await FollowUpAsync(schedule, run, ended, cancellationToken);
    }

    /// <summary>Finds out how an earlier attempt ended. After the end of the due time nothing stays open.</summary>
    private async Task<CloudStart> ConfirmAsync(CloudStart start, string? newer, CancellationToken cancellationToken)
    {
        var found = start.State == CloudStartStates.Waiting ? start : await starter.ConfirmAsync(start, newer, cancellationToken);
        return IsLeftOpen(found) ? found with { State = CloudStartStates.Unknown } : found;
    }

    /// <summary>Whether the due time is over, and an earlier request may have started what was due.</summary>
    private bool IsLeftOpen(CloudStart start) => time.GetUtcNow() >= start.End && start.Attempts > 0
        && (start.State == CloudStartStates.Unconfirmed
            || (start.State == CloudStartStates.Waiting && start.Target.Automation is not null));

    /// <summary>Records the outcome of a request. A process that has taken over meanwhile must not hide what was started.</summary>
    private async Task RecordAsync(ScheduleRunId run, CloudStart ended, CancellationToken cancellationToken)
    {
        var written = await starts.TryWriteAsync(run, ended, cancellationToken);
        while (written is null && ended.State == CloudStartStates.Started
            && await starts.FindAsync(run, cancellationToken) is { IsEnded: false } other)
        {
            written = await starts.TryWriteAsync(run, ended with { ETag = other.ETag }, cancellationToken);
        }
    }

    private async Task<bool> FollowUpAsync(Schedule schedule, ScheduleRunId run, CloudStart start, CancellationToken cancellationToken)
    {
        if (!start.IsEnded)
        {
            var reason = start.Reason ?? "";
            await retries.WakeAsync(run, start.End, cancellationToken);
            await ends.NoteWaitingAsync(run, reason, cancellationToken);
            Log.Waits(logger, schedule.Definition.Name, schedule.Id, run.Due, start.End, reason);
            return true;
        }

        var (outcome, detail) = start.State switch
        {
            CloudStartStates.Started => (RunOutcomes.Succeeded, Accepted(start)),
            CloudStartStates.Failed => (RunOutcomes.Failed, $"Qlik Cloud did not start {start.Target.Describe()}. {start.Reason}"),
            _ => (RunOutcomes.Unknown, $"It is not known whether Qlik Cloud started {start.Target.Describe()}. {start.Reason}"),
        };
        await ends.RecordAsync(
            run, new RunEnd(outcome, detail) { IsRaisedWhenUnknown = true, StartedId = start.StartedId }, cancellationToken);
        return true;
    }

    private static string Accepted(CloudStart start) =>
        $"Qlik Cloud accepted {start.Target.Describe()}{(start.StartedId is null ? "" : $": {start.StartedId}")}."
        + (start is { Target.Automation: not null, Attempts: > 1 }
            ? " An earlier request may have started it, too."
            : "");

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The schedule {Name} ({Id}) cannot start what was due at {Due:u}, and retries until {End:u}: {Reason}")]
        public static partial void Waits(
            ILogger logger, string name, string id, DateTimeOffset due, DateTimeOffset end, string reason);
    }
}
