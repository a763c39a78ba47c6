using System.Text.Json;
using Butler.Core.Secrets;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>A run that waits for its start or goes on, from <c>executionsession/full</c>. QRS deletes the row when the run ends.</summary>
/// <param name="ExecutionId">The run's id.</param>
/// <param name="TaskId">The task that runs.</param>
/// <param name="TaskName">Its name; null when it is not in the row.</param>
/// <param name="Result">The run's result as far as it is.</param>
internal sealed record RunningTask(string ExecutionId, string TaskId, string? TaskName, QrsExecution Result)
{
    /// <summary>The states in which the task itself runs; in all others it waits, or is being aborted.</summary>
    private const int Started = 2;
    private const int Retry = 10;
    private const int DistributionRunning = 14;

    private static readonly string[] TaskFields = ["reloadTask", "externalProgramTask", "userSyncTask", "task"];

    /// <summary>The start of the run that goes on; null while it waits, and while it is being aborted.</summary>
    public DateTimeOffset? Start => Result.Info.Status is Started or Retry or DistributionRunning ? Result.Info.Start : null;

    /// <summary>Reads all runs.</summary>
    /// <exception cref="QrsException">QRS did not answer.</exception>
    public static async Task<List<RunningTask>> ReadAsync(IQrs qrs, CancellationToken cancellationToken)
    {
        var found = new List<RunningTask>();
        await qrs.ReadRowsAsync("executionsession/full", null, Take, cancellationToken);
        return found;

        void Take(JsonElement row)
        {
            if (Of(row) is { } running)
            {
                found.Add(running);
            }
        }
    }

    private static RunningTask? Of(JsonElement row)
    {
        var task = TaskFields.Select(field => row.Object(field)).FirstOrDefault(each => each?.Id("id") is not null);
        return row.Id("id") is { } execution && task?.Id("id") is { } id && row.Object("executionResult") is { } result
            ? new RunningTask(execution, id, task.Value.Text("name"), QrsExecution.Read(result, Redaction.None))
            : null;
    }
}
