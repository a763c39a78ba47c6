using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Stops tasks by id; the rules for starting apply.</summary>
internal sealed class StopTask(TaskSwitch tasks) : ICommandHandler
{
    public string Kind => CommandKinds.StopTask;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var ids = CommandArguments.Read(command, CommandJson.Default.TaskIdsArguments).TaskIds;
        var stopped = await tasks.StopAsync(ids, stopping);
        return TaskVerdict.Of(
            stopped, JsonSerializer.SerializeToElement(new StopTaskResult { Tasks = stopped }, CommandJson.Default.StopTaskResult));
    }
}
