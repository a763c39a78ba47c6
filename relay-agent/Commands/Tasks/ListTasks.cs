using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Lists the site's tasks by name.</summary>
internal sealed class ListTasks(SenseTasks tasks) : ICommandHandler
{
    public string Kind => CommandKinds.ListTasks;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var all = await tasks.AllAsync(stopping);
        var (total, page) = ListPage.Of(command, all, task => task.Name, CommandJson.Default.ListedTask);
        return CommandOutcome.Success(new TaskListResult { Total = total, Tasks = page }, CommandJson.Default.TaskListResult);
    }
}
