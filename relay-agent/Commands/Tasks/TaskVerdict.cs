using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>What a whole command is answered, from what came of its tasks.</summary>
internal static class TaskVerdict
{
    /// <summary>
    /// Outcome unknown where any task's is; else succeeded where at least one was done, or there was nothing to be done; else failed where
    /// Sense refused, or refused where the relay's file does. The result tells of each task in every case.
    /// </summary>
    public static CommandOutcome Of(IReadOnlyList<TaskStart> tasks, JsonElement result)
    {
        var denied = First(TaskOutcomes.Denied);
        var status = Has(TaskOutcomes.Unknown) ? CommandStatus.OutcomeUnknown
            : Has(TaskOutcomes.Done) ? CommandStatus.Succeeded
            : Has(TaskOutcomes.Failed) ? CommandStatus.Failed
            : denied is not null ? CommandStatus.Refused
            : CommandStatus.Succeeded;
        var problem = First(TaskOutcomes.Unknown) ?? First(TaskOutcomes.Failed) ?? denied;
        return new CommandOutcome(status, result, problem is null ? null : Describe(problem)) { Denied = denied is null ? null : Describe(denied) };

        bool Has(string outcome) => tasks.Any(task => task.Outcome == outcome);

        TaskStart? First(string outcome) => tasks.FirstOrDefault(task => task.Outcome == outcome);
    }

    private static string Describe(TaskStart task) => $"Task {task.TaskName} ({task.TaskId}): {task.Reason}";
}
