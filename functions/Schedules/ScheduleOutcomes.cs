using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Relays;

namespace Butler.Functions.Schedules;

/// <summary>Records how the command of a due time ended.</summary>
internal sealed class ScheduleOutcomes(RunEnds ends) : ICommandFollowUp
{
    string ICommandFollowUp.Kind => CommandKinds.StartTask;

    public Task EndedAsync(CommandRow command, CancellationToken cancellationToken) =>
        ScheduleRunId.TryParse(command.Command.Id, out var run)
            ? ends.RecordAsync(
                run, new RunEnd(Outcome(command.Status), command.Error ?? Exceptions(command.Result)), cancellationToken)
            : Task.CompletedTask; // Not the command of a schedule.

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
}
