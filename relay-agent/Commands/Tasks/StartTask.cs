using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>Starts tasks by id, tag or custom property.</summary>
internal sealed class StartTask(TaskSwitch tasks) : ICommandHandler
{
    public string Kind => CommandKinds.StartTask;

    public async Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping)
    {
        var started = await tasks.StartAsync(CommandArguments.Read(command, CommandJson.Default.StartTaskArguments), stopping);
        return TaskVerdict.Of(
            started, JsonSerializer.SerializeToElement(new StartTaskResult { Tasks = started }, CommandJson.Default.StartTaskResult));
    }
}
