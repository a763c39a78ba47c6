using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Derives the status of a command from the outcomes of its tasks.</summary>
internal static class TaskVerdict
{
    /// <summary>
    /// Outcome unknown if that of any task is unknown; else succeeded if at least one task was done, or there was nothing to do; else
    /// failed if Sense refused, or refused if the relay's file does not allow it. The result lists each task in every case.
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
        return new CommandOutcome(status, result, problem is null ? null : Describe(problem))
        {
            Denied = denied is null ? null : Describe(denied),
        };

        bool Has(string outcome) => tasks.Any(task => task.Outcome == outcome);

        TaskStart? First(string outcome) => tasks.FirstOrDefault(task => task.Outcome == outcome);
    }

    private static string Describe(TaskStart task) => $"Task {task.TaskName} ({task.TaskId}): {task.Reason}";
}
