namespace Butler.Functions.Schedules;

/// <summary>How a run ended.</summary>
/// <param name="Outcome">One of <see cref="RunOutcomes"/>.</param>
/// <param name="Detail">The reason, or what was reported; null if there is nothing to say.</param>
internal sealed record RunEnd(string Outcome, string? Detail)
{
    /// <summary>Whether an unknown outcome raises the event of a missed run, too.</summary>
    public bool IsRaisedWhenUnknown { get; init; }

    /// <summary>The id of what was started in Qlik Cloud; null: none.</summary>
    public string? StartedId { get; init; }
}

/// <summary>
/// Records how due times end, in the row of their schedule. When nothing was started, it raises <c>sense.task.missed</c> first, and the
/// next success raises <c>sense.task.started</c>. A second run repeats both.
/// </summary>
internal sealed partial class RunEnds(
    ScheduleStore store, ScheduleRows rows, MissedRuns missed, TimeProvider time, ILogger<RunEnds> logger)
{
    /// <summary>Records an end.</summary>
    public async Task RecordAsync(ScheduleRunId run, RunEnd end, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(run.Schedule, cancellationToken) is { Row: not null } schedule
            && !await TryRecordAsync(schedule, run, end, cancellationToken))
        {
            // Another writer has changed the row: decide again.
        }
    }

    /// <summary>Shows why a run waits, unless it has ended or the schedule is further on.</summary>
    public async Task NoteWaitingAsync(ScheduleRunId run, string reason, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(run.Schedule, cancellationToken) is { Row: { Last: { IsFinal: false } last } row }
            && last.Due == run.Due && (last.Outcome != RunOutcomes.Waiting || last.Detail != reason))
        {
            var waiting = new ScheduleRun(run.Due, RunOutcomes.Waiting, time.GetUtcNow(), reason);
            if (await rows.TryMergeAsync(ScheduleRow.Keys(run.Schedule).SetLast(waiting), row, cancellationToken))
            {
                return;
            }
        }
    }

    /// <returns>False when another writer has changed the row.</returns>
    private async Task<bool> TryRecordAsync(Schedule schedule, ScheduleRunId run, RunEnd end, CancellationToken cancellationToken)
    {
        var (outcome, detail) = (end.Outcome, end.Detail);
        var last = schedule.Row!.Last;
        var isCurrent = last?.Due == run.Due;
        if (isCurrent && last!.IsFinal && !Corrects(last.Outcome, outcome))
        {
            return true;
        }

        if (outcome == RunOutcomes.Missed)
        {
            return await missed.RecordAsync(schedule, run.Due, detail ?? "No relay received the command in time.", cancellationToken);
        }

        var columns = ScheduleRow.Keys(schedule.Id);
        if (outcome is RunOutcomes.Failed or RunOutcomes.Refused || (outcome == RunOutcomes.Unknown && end.IsRaisedWhenUnknown))
        {
            await missed.RaiseAsync(schedule, new MissedRun(run.Due, 1, detail ?? "The relay gave no reason."), cancellationToken);
            columns.SetRaised(run.Due);
        }

        if (outcome == RunOutcomes.Succeeded && schedule.Row.Awaited is { } awaited)
        {
            await missed.RaiseEndAsync(schedule, awaited, run.Due, cancellationToken);
            columns.SetRaisedEnded(awaited);
        }

        if (isCurrent)
        {
            columns.SetLast(new ScheduleRun(run.Due, outcome, time.GetUtcNow(), detail)).SetStarted(end.StartedId);
        }

        if (columns.Properties.Count > 0 && !await rows.TryMergeAsync(columns, schedule.Row, cancellationToken))
        {
            return false;
        }

        Log.Ended(logger, schedule.Definition.Name, schedule.Id, run.Due, outcome, detail);
        return true;
    }

    /// <summary>Whether a reply tells more than what was recorded without it.</summary>
    private static bool Corrects(string known, string outcome) =>
        known is RunOutcomes.Missed or RunOutcomes.Canceled or RunOutcomes.Unknown
        && outcome is RunOutcomes.Succeeded or RunOutcomes.Failed or RunOutcomes.Refused;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information, Message = "The start of {Name} ({Id}) that was due at {Due:u} ended: {Outcome} {Detail}")]
        public static partial void Ended(
            ILogger logger, string name, string id, DateTimeOffset due, string outcome, string? detail);
    }
}
