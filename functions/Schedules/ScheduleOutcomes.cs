using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Relays;

namespace Butler.Functions.Schedules;

/// <summary>Records how the command of a due time ended. When no task was started, it raises <c>sense.task.missed</c> first.</summary>
internal sealed partial class ScheduleOutcomes(
    ScheduleStore store, ScheduleRows rows, MissedRuns missed, TimeProvider time, ILogger<ScheduleOutcomes> logger) : ICommandFollowUp
{
    string ICommandFollowUp.Kind => CommandKinds.StartTask;

    public async Task EndedAsync(CommandRow command, CancellationToken cancellationToken)
    {
        if (!ScheduleRunId.TryParse(command.Command.Id, out var run))
        {
            return; // Not the command of a schedule.
        }

        while (await store.FindAsync(run.Schedule, cancellationToken) is { Row: not null } schedule
            && !await TryRecordAsync(schedule, run, command, cancellationToken))
        {
            // Another writer has changed the row: decide again.
        }
    }

    /// <returns>False when another writer has changed the row.</returns>
    private async Task<bool> TryRecordAsync(
        Schedule schedule, ScheduleRunId run, CommandRow command, CancellationToken cancellationToken)
    {
        var (outcome, detail) = (Outcome(command.Status), command.Error ?? Exceptions(command.Result));
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

        if (outcome is RunOutcomes.Failed or RunOutcomes.Refused)
        {
            await missed.RaiseAsync(schedule, new MissedRun(run.Due, 1, detail ?? "The relay gave no reason."), cancellationToken);
        }

        var ended = new ScheduleRun(run.Due, outcome, time.GetUtcNow(), detail);
        if (isCurrent && !await rows.TryMergeAsync(ScheduleRow.Keys(schedule.Id).SetLast(ended), schedule.Row, cancellationToken))
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

    private static string Outcome(CommandStatus? status) => status switch
    {
        CommandStatus.Succeeded => RunOutcomes.Succeeded,
        CommandStatus.Failed => RunOutcomes.Failed,
        CommandStatus.Refused => RunOutcomes.Refused,
        CommandStatus.Expired => RunOutcomes.Missed,
        _ => RunOutcomes.Unknown,
    };

    /// <summary>The tasks that were not started; null if all were.</summary>
    private static string? Exceptions(JsonElement? result)
    {
        var tasks = result?.Deserialize(CommandJson.Default.StartTaskResult)?.Tasks ?? [];
        var others = tasks.Where(task => task.Outcome != TaskOutcomes.Done)
            .Select(task => $"{task.TaskName ?? task.TaskId ?? task.Name}: {task.Outcome}"
                + (task.Reason is null ? "" : $" ({task.Reason})"))
            .ToList();
        return others.Count == 0 ? null : $"Not started: {string.Join("; ", others)}";
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information, Message = "The start of {Name} ({Id}) that was due at {Due:u} ended: {Outcome} {Detail}")]
        public static partial void Ended(
            ILogger logger, string name, string id, DateTimeOffset due, string outcome, string? detail);
    }
}
