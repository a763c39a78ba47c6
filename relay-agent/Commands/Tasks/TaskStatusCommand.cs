using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Tells how tasks are doing.</summary>
internal sealed class TaskStatusCommand(SenseTasks tasks) : ICommandHandler
{
    public string Kind => CommandKinds.TaskStatus;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var ids = CommandArguments.Read(command, CommandJson.Default.TaskIdsArguments).TaskIds;
        if (ids.Count is 0 or > TaskSwitch.MostSelections)
        {
            throw new CommandRefusedException($"{Kind} names 1 to {TaskSwitch.MostSelections} tasks.", denied: false);
        }

        var found = new List<TaskInfo>();
        foreach (var text in ids)
        {
            var task = Guid.TryParse(text, out var id) ? await tasks.ByIdAsync(id, stopping) : null;
            found.Add(task?.Info ?? new TaskInfo { Id = text });
        }

        return CommandOutcome.Success(new TaskListResult { Total = found.Count(task => task.Name is not null), Tasks = found }, CommandJson.Default.TaskListResult);
    }
}
