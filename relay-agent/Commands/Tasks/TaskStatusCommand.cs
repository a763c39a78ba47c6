using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Returns the status of tasks, and of one execution: the named one, or else the last one of a single task.</summary>
internal sealed class TaskStatusCommand(IQrs qrs) : ICommandHandler
{
    private readonly SenseTasks tasks = new(qrs);

    public string Kind => CommandKinds.TaskStatus;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var asked = CommandArguments.Read(command, CommandJson.Default.TaskStatusArguments);
        if (asked.TaskIds.Count > StartTaskArguments.MaxSelections || (asked.TaskIds.Count == 0 && asked.ExecutionId is null))
        {
            throw new CommandRefusedException(
                $"{Kind} names 1 to {StartTaskArguments.MaxSelections} tasks, or an execution.", denied: false);
        }

        var execution = asked.ExecutionId is { } named ? await ExecutionAsync(named, stopping) : null;
        var found = new List<SenseTask?>();
        foreach (var text in asked.TaskIds)
        {
            found.Add(Guid.TryParse(text, out var id) ? await tasks.ByIdAsync(id, stopping) : null);
        }

        return Outcome(asked, found, execution ?? (found is [{ LastResult: { } last }] && IsAsked(last, asked.ExecutionId) ? last : null));
    }

    private static CommandOutcome Outcome(TaskStatusArguments asked, List<SenseTask?> found, QrsExecution? execution) =>
        CommandOutcome.Success(
        new TaskStatusResult
        {
            Total = found.Count(task => task?.Name is not null),
            Tasks = [.. found.Zip(asked.TaskIds, (task, id) => task?.Info ?? new ListedTask { Id = id })],
            ExecutionId = asked.ExecutionId ?? execution?.ExecutionId,
            TaskId = execution?.TaskId,
            Status = execution?.Info.Status,
            StatusText = execution?.Info.StatusText,
            Final = execution is { IsFinal: true },
            Start = execution?.Info.Start,
            Stop = execution?.Info.Stop,
            DurationMs = execution?.Info.DurationMs,
            Node = execution?.Info.Node,
        },
        CommandJson.Default.TaskStatusResult);

    /// <summary>QRS deletes results, but the task may still have the result of the run, if it names it.</summary>
    private static bool IsAsked(QrsExecution last, string? executionId) =>
        executionId is null || last.ExecutionId?.Equals(executionId, StringComparison.OrdinalIgnoreCase) == true;

    private async Task<QrsExecution?> ExecutionAsync(string text, CancellationToken stopping)
    {
        if (!Guid.TryParse(text, out var id))
        {
            throw new CommandRefusedException($"\"{text}\" is not the id of an execution.", denied: false);
        }

        var results = await qrs.ReadAsync(
            "executionresult/full", $"executionId eq {id}", row => QrsExecution.Read(row, Redaction.None), stopping);
        var last = results.Where(result => result.ExecutionId == id.ToString())
            .MaxBy(result => result.Info.Start ?? DateTimeOffset.MinValue);
        return last is { IsFinal: true, Info.Status: not ExecutionStatus.FinishedSuccess } && await IsRetriedAsync(id, stopping)
            ? last with { IsRetried = true }
            : last;
    }

    /// <summary>A task that failed may be retried within the same execution, whose session exists until the end.</summary>
    private async Task<bool> IsRetriedAsync(Guid id, CancellationToken stopping)
    {
        try
        {
            await qrs.GetAsync($"executionsession/{id}", null, stopping);
            return true;
        }
        catch (QrsException gone) when (gone.Status == 404)
        {
            return false;
        }
        catch (QrsException problem)
        {
            throw new CommandFailedException($"The request to Sense's repository failed: {problem.Message}", problem);
        }
    }
}
