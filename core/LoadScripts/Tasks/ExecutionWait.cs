using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.LoadScripts.Road;
using Butler.Core.Time;

namespace Butler.Core.LoadScripts.Tasks;

/// <summary>Asks the relay how executions go, and waits for their end.</summary>
/// <param name="road">The way to the relay.</param>
/// <param name="time">The clock.</param>
public sealed class ExecutionWait(ICommandRoad road, TimeProvider time)
{
    private static readonly Backoff Pauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)) { Factor = 1.3 };

    /// <summary>How an execution goes.</summary>
    /// <exception cref="ProblemException">The relay cannot tell.</exception>
    public async Task<ExecutionAnswer> FindAsync(HttpContext context, string id)
    {
        var arguments = new TaskStatusArguments { ExecutionId = id };
        var answer = await road.RunAsync(context, new CommandCall(
            CommandKinds.TaskStatus, JsonSerializer.SerializeToElement(arguments, CommandJson.Default.TaskStatusArguments))
        {
            Wait = Waiting.ByDefault,
        });
        return answer is { Status: CommandStatus.Succeeded, Result: { } result }
            ? ExecutionAnswer.Of(id, result.Deserialize(CommandJson.Default.TaskStatusResult)!)
            : answer.Status is null
                ? throw ProblemException.ForLoadScripts(504, "The relay has not answered in time; try again.")
                : throw CommandProblems.Of(answer, "Not allowed", "Failed reading the execution");
    }

    /// <summary>
    /// Waits until executions have ended, or the time is over. A relay that cannot tell meanwhile is asked again, and the answer says why.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="ids">The executions.</param>
    /// <param name="wait">How long to wait.</param>
    /// <returns>How each goes, or how it ended.</returns>
    public async Task<IReadOnlyDictionary<string, ExecutionAnswer>> WaitAsync(
        HttpContext context, IReadOnlyCollection<string> ids, TimeSpan wait)
    {
        var started = time.GetTimestamp();
        var known = ids.Distinct().ToDictionary(id => id, id => new ExecutionAnswer { ExecutionId = id });
        for (var look = 1; ; look++)
        {
            foreach (var id in known.Values.Where(execution => !execution.Final).Select(execution => execution.ExecutionId).ToList())
            {
                known[id] = await TryFindAsync(context, known[id]);
            }

            var pause = Pauses.Pause(look);
            if (known.Values.All(execution => execution.Final) || time.GetElapsedTime(started) + pause > wait)
            {
                return known;
            }

            await Task.Delay(pause, time, context.RequestAborted);
        }
    }

    private async Task<ExecutionAnswer> TryFindAsync(HttpContext context, ExecutionAnswer known)
    {
        try
        {
            return await FindAsync(context, known.ExecutionId);
        }
        catch (ProblemException problem)
        {
            return known with { Problem = problem.Message };
        }
    }
}
