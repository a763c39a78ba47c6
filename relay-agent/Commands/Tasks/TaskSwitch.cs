using System.Text.Json;
using Butler.Core.Commands;
using Butler.RelayAgent.Commands.Handling;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>
/// Starts and stops tasks. First all selections are looked up and all tasks checked; then one request is sent for each task. A request
/// without a clear answer has an unknown outcome and is not repeated.
/// </summary>
internal sealed class TaskSwitch(IQrs qrs, TaskRules rules)
{
    private readonly SenseTasks tasks = new(qrs);

    /// <summary>Starts the selected tasks.</summary>
    /// <exception cref="CommandFailedException">Nothing was started.</exception>
    public async Task<IReadOnlyList<TaskStart>> StartAsync(StartTaskArguments selections, CancellationToken stopping)
    {
        var selected = await SelectAsync(selections, stopping);
        var starts = selections.AllTaskIdsMustExist && selected.Any(each => each is { By: "id", Outcome: TaskOutcomes.Invalid })
            ? selected.ConvertAll(each => each is { By: "id", Outcome: TaskOutcomes.Done }
                ? each with { Outcome = TaskOutcomes.LeftOut, Reason = "another of the task ids does not exist" }
                : each)
            : selected;
        return await AskAsync(starts, StartAsync, stopping);
    }

    /// <summary>Stops tasks.</summary>
    /// <exception cref="CommandFailedException">Nothing was stopped.</exception>
    public async Task<IReadOnlyList<TaskStart>> StopAsync(IReadOnlyList<string> ids, CancellationToken stopping) =>
        await AskAsync(await SelectAsync(new StartTaskArguments { TaskIds = ids }, stopping), StopAsync, stopping);

    /// <summary>Finds the selected tasks; allowed ones already have <see cref="TaskOutcomes.Done"/>.</summary>
    private async Task<List<TaskStart>> SelectAsync(StartTaskArguments selections, CancellationToken stopping)
    {
        if (selections.TaskIds.Count + selections.Tags.Count + selections.CustomProperties.Count is 0 or > StartTaskArguments.MaxSelections)
        {
            throw new CommandRefusedException(
                $"A command names 1 to {StartTaskArguments.MaxSelections} task ids, tags and custom properties.", denied: false);
        }

        var selected = new List<TaskStart>();
        foreach (var text in selections.TaskIds)
        {
            var task = Guid.TryParse(text, out var id) ? await tasks.ByIdAsync(id, stopping) : null;
            selected.Add(task is null
                ? new TaskStart { By = "id", TaskId = text, Outcome = TaskOutcomes.Invalid, Reason = "there is no such task" }
                : Judge(new TaskStart { By = "id", Outcome = TaskOutcomes.Done }, task));
        }

        foreach (var tag in selections.Tags)
        {
            Add(new TaskStart { By = "tag", Name = tag, Outcome = TaskOutcomes.Done }, await tasks.ByTagAsync(tag, stopping));
        }

        foreach (var (name, value) in selections.CustomProperties)
        {
            var found = await tasks.ByCustomPropertyAsync(name, value, stopping);
            Add(new TaskStart { By = "customProperty", Name = name, Value = value, Outcome = TaskOutcomes.Done }, found);
        }

        return selected;

        void Add(TaskStart selection, IReadOnlyList<SenseTask> found) => selected.AddRange(found.Count == 0
            ? [selection with { Outcome = TaskOutcomes.Invalid, Reason = "no task has it" }]
            : found.Select(task => Judge(selection, task)));
    }

    private TaskStart Judge(TaskStart selection, SenseTask task)
    {
        var denied = rules.Denies(task);
        return selection with
        {
            TaskId = task.Id,
            TaskName = task.Name,
            TaskType = task.Type,
            Outcome = denied is null ? TaskOutcomes.Done : TaskOutcomes.Denied,
            Reason = denied,
        };
    }

    private static async Task<IReadOnlyList<TaskStart>> AskAsync(
        List<TaskStart> selected, Func<string, CancellationToken, Task<Asked>> ask, CancellationToken stopping)
    {
        var asked = new Dictionary<string, Asked>();
        foreach (var id in selected.Where(each => each.Outcome == TaskOutcomes.Done).Select(each => each.TaskId!).Distinct())
        {
            asked[id] = await AskAsync(id, ask, stopping);
        }

        return selected.ConvertAll(each => each.Outcome == TaskOutcomes.Done && asked[each.TaskId!] is var answer
            ? each with { Outcome = answer.Outcome, Reason = answer.Reason, ExecutionId = answer.ExecutionId }
            : each);
    }

    private static async Task<Asked> AskAsync(string id, Func<string, CancellationToken, Task<Asked>> ask, CancellationToken stopping)
    {
        try
        {
            return await ask(id, stopping);
        }
        catch (QrsException refused) when (refused.Status is >= 400 and < 500 and not 408)
        {
            return new Asked(TaskOutcomes.Failed, refused.Message);
        }
        catch (QrsException lost)
        {
            return new Asked(TaskOutcomes.Unknown, lost.Message);
        }
    }

    /// <summary>
    /// The synchronous form returns as soon as the task has started, with the id of the execution; the empty id says that it did not start
    /// (https://help.qlik.com/en-US/sense-developer, "Task: Start"). A repository without that form has started nothing yet.
    /// </summary>
    private async Task<Asked> StartAsync(string id, CancellationToken stopping)
    {
        JsonElement? answer;
        try
        {
            answer = await qrs.PostAsync($"task/{id}/start/synchronous", EmptyBody, stopping);
        }
        catch (QrsException missing) when (missing.Status is 404 or 405)
        {
            await qrs.PostAsync($"task/{id}/start", EmptyBody, stopping);
            return new Asked(TaskOutcomes.Done);
        }

        var text = answer is { ValueKind: JsonValueKind.String } bare ? bare.GetString() : SenseTask.Text(answer ?? default, "value");
        return !Guid.TryParse(text, out var execution) ? new Asked(TaskOutcomes.Done)
            : execution != Guid.Empty ? new Asked(TaskOutcomes.Done) { ExecutionId = execution.ToString() }
            : new Asked(
                TaskOutcomes.Failed,
                "Sense did not start it: the task is disabled, no scheduler is available, or the app is not available");
    }

    private async Task<Asked> StopAsync(string id, CancellationToken stopping)
    {
        await qrs.PostAsync($"task/{id}/stop", EmptyBody, stopping);
        return new Asked(TaskOutcomes.Done);
    }

    /// <summary>What the repository answered.</summary>
    private sealed record Asked(string Outcome, string? Reason = null)
    {
        public string? ExecutionId { get; init; }
    }

    private static JsonElement EmptyBody { get; } = JsonDocument.Parse("{}").RootElement.Clone();
}
