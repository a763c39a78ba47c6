using Butler.Core.Commands;

namespace Butler.Core.LoadScripts.Tasks;

/// <summary>What became of a request to start tasks, in Butler's form.</summary>
public sealed record StartTaskAnswer
{
    /// <summary>The tasks that were named by their ids.</summary>
    public required StartedIds TasksId { get; init; }

    /// <summary>The started tasks of the tags.</summary>
    public IReadOnlyList<StartedTask> TasksTag { get; init; } = [];

    /// <summary>The tasks of the tags that the relay's file does not allow.</summary>
    public IReadOnlyList<StartedTask> TasksTagDenied { get; init; } = [];

    /// <summary>The tags without a task, and their tasks that Sense did not start.</summary>
    public IReadOnlyList<StartedTask> TasksTagFailed { get; init; } = [];

    /// <summary>The started tasks of the custom properties.</summary>
    public IReadOnlyList<StartedTask> TasksCP { get; init; } = [];

    /// <summary>The tasks of the custom properties that the relay's file does not allow.</summary>
    public IReadOnlyList<StartedTask> TasksCPDenied { get; init; } = [];

    /// <summary>The custom properties without a task, and their tasks that Sense did not start.</summary>
    public IReadOnlyList<StartedTask> TasksCPFailed { get; init; } = [];

    /// <summary>Whether the relay has not answered yet, or a run that the request waits for has not ended.</summary>
    public bool? Pending { get; init; }

    /// <summary>The command; its status is at <c>/v4/commands/{id}</c>. Null when nothing was to be started.</summary>
    public string? CommandId { get; init; }

    /// <summary>An answer without tasks.</summary>
    public static StartTaskAnswer Empty { get; } = new() { TasksId = new StartedIds() };

    /// <summary>Sorts the outcomes of the relay into Butler's lists.</summary>
    public static StartTaskAnswer Of(string commandId, IReadOnlyList<TaskStart> tasks)
    {
        var (ids, tags, properties) = (Sorted("id"), Sorted("tag"), Sorted("customProperty"));
        return new StartTaskAnswer
        {
            TasksId = new StartedIds
            {
                Started = ids[TaskOutcomes.Done],
                Invalid = ids[TaskOutcomes.Invalid],
                Denied = ids[TaskOutcomes.Denied],
                Failed = ids[TaskOutcomes.Failed],
            },
            TasksTag = tags[TaskOutcomes.Done],
            TasksTagDenied = tags[TaskOutcomes.Denied],
            TasksTagFailed = [.. tags[TaskOutcomes.Invalid], .. tags[TaskOutcomes.Failed]],
            TasksCP = properties[TaskOutcomes.Done],
            TasksCPDenied = properties[TaskOutcomes.Denied],
            TasksCPFailed = [.. properties[TaskOutcomes.Invalid], .. properties[TaskOutcomes.Failed]],
            CommandId = commandId,
        };

        Dictionary<string, List<StartedTask>> Sorted(string by)
        {
            string[] outcomes = [TaskOutcomes.Done, TaskOutcomes.Invalid, TaskOutcomes.Denied, TaskOutcomes.Failed];
            var lists = outcomes.ToDictionary(outcome => outcome, _ => new List<StartedTask>());
            foreach (var task in tasks.Where(task => task.By == by))
            {
                lists[Butlers(task.Outcome)].Add(StartedTask.Of(task));
            }

            return lists;
        }
    }

    /// <summary>A task left out because another does not exist is in Butler's list of denied tasks.</summary>
    private static string Butlers(string outcome) => outcome switch
    {
        TaskOutcomes.Done or TaskOutcomes.Invalid or TaskOutcomes.Denied => outcome,
        TaskOutcomes.LeftOut => TaskOutcomes.Denied,
        _ => TaskOutcomes.Failed,
    };

    /// <summary>All started tasks.</summary>
    internal IEnumerable<StartedTask> Started => [.. TasksId.Started, .. TasksTag, .. TasksCP];

    /// <summary>The answer with the executions of its started tasks.</summary>
    internal StartTaskAnswer With(IReadOnlyDictionary<string, ExecutionAnswer> executions)
    {
        return this with
        {
            TasksId = TasksId with { Started = Shown(TasksId.Started) },
            TasksTag = Shown(TasksTag),
            TasksCP = Shown(TasksCP),
        };

        IReadOnlyList<StartedTask> Shown(IReadOnlyList<StartedTask> tasks) =>
        [
            .. tasks.Select(task => task.ExecutionId is { } id && executions.TryGetValue(id, out var execution)
                ? task with { Execution = execution }
                : task),
        ];
    }
}

/// <summary>What became of the tasks that were named by their ids.</summary>
public sealed record StartedIds
{
    /// <summary>The started tasks.</summary>
    public IReadOnlyList<StartedTask> Started { get; init; } = [];

    /// <summary>The ids of no task.</summary>
    public IReadOnlyList<StartedTask> Invalid { get; init; } = [];

    /// <summary>The tasks that the relay's file does not allow, or that were left out because another does not exist.</summary>
    public IReadOnlyList<StartedTask> Denied { get; init; } = [];

    /// <summary>The tasks that Sense did not start, or that it may or may not have started.</summary>
    public IReadOnlyList<StartedTask> Failed { get; init; } = [];
}

/// <summary>A task in the answer.</summary>
public sealed record StartedTask
{
    /// <summary>The task; null for a tag or custom property without a task.</summary>
    public string? TaskId { get; init; }

    /// <summary>The task's name; null when it does not exist.</summary>
    public string? TaskName { get; init; }

    /// <summary>The tag that selected it.</summary>
    public string? Tag { get; init; }

    /// <summary>The custom property that selected it.</summary>
    public string? Name { get; init; }

    /// <summary>The value of that custom property.</summary>
    public string? Value { get; init; }

    /// <summary>The execution that was started; null when Sense returned no id.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>How the execution goes, when the request waited for it.</summary>
    public ExecutionAnswer? Execution { get; init; }

    /// <summary><c>unknown</c> when it may or may not have been started, else null.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why it was not started.</summary>
    public string? Reason { get; init; }

    internal static StartedTask Of(TaskStart task) => new()
    {
        TaskId = task.TaskId,
        TaskName = task.TaskName,
        Tag = task.By == "tag" ? task.Name : null,
        Name = task.By == "customProperty" ? task.Name : null,
        Value = task.Value,
        ExecutionId = task.ExecutionId,
        Outcome = task.Outcome == TaskOutcomes.Unknown ? task.Outcome : null,
        Reason = task.Reason,
    };
}
