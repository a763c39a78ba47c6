using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Mqtt;
using Butler.RelayAgent.Sense.Qrs;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>
/// Starts the task that a message names under the same rules as a command (<c>commands.startTask</c>), and logs the result.
/// </summary>
internal sealed partial class StartTaskByRules(TaskSwitch tasks, ILogger<StartTaskByRules> logger) : IStartTaskByMqtt
{
    public async Task StartAsync(Guid taskId, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var start in await tasks.StartAsync(new StartTaskArguments { TaskIds = [taskId.ToString()] }, cancellationToken))
            {
                if (start.Outcome == TaskOutcomes.Done)
                {
                    Log.Started(logger, taskId, start.TaskName ?? "");
                }
                else
                {
                    Log.NotStarted(logger, taskId, start.Outcome, start.Reason ?? "");
                }
            }
        }
        catch (Exception problem) when (problem is CommandFailedException or CommandRefusedException or QrsException)
        {
            Log.NotStarted(logger, taskId, TaskOutcomes.Failed, problem.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "An MQTT message asked to start task {TaskId} ({Name}): started")]
        public static partial void Started(ILogger logger, Guid taskId, string name);

        [LoggerMessage(2, LogLevel.Warning, "An MQTT message asked to start task {TaskId}: {Outcome}, {Reason}")]
        public static partial void NotStarted(ILogger logger, Guid taskId, string outcome, string reason);
    }
}
