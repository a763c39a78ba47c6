namespace Butler.Core.Commands;

/// <summary>Selects the tasks to start: every task that matches any selection, each once.</summary>
public sealed record StartTaskArguments
{
    /// <summary>The maximum number of selections in a command.</summary>
    public const int MaxSelections = 200;

    /// <summary>Selects tasks by id.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];

    /// <summary>Selects tasks by tag.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Selects tasks by the value of a custom property.</summary>
    public IReadOnlyList<CustomPropertyValue> CustomProperties { get; init; } = [];

    /// <summary>Whether none of <see cref="TaskIds"/> is started unless all of them exist.</summary>
    public bool AllTaskIdsMustExist { get; init; }
}

/// <summary>A custom property and one of its values.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Value">The value.</param>
public sealed record CustomPropertyValue(string Name, string Value);

/// <summary>The result of each selection.</summary>
public sealed record StartTaskResult
{
    /// <summary>Every task, and every id without a task, in the order of the selections.</summary>
    public IReadOnlyList<TaskStart> Tasks { get; init; } = [];
}

/// <summary>The result of a task in one selection. A task that several selections match is started once and listed for each.</summary>
public sealed record TaskStart
{
    /// <summary>The kind of selection: <c>id</c>, <c>tag</c> or <c>customProperty</c>.</summary>
    public required string By { get; init; }

    /// <summary>The tag, or the custom property's name; null for an id.</summary>
    public string? Name { get; init; }

    /// <summary>The custom property's value.</summary>
    public string? Value { get; init; }

    /// <summary>The task; null when a tag or custom property has no tasks.</summary>
    public string? TaskId { get; init; }

    /// <summary>The task's name, if the task exists.</summary>
    public string? TaskName { get; init; }

    /// <summary>The task's kind, such as <c>reload</c>.</summary>
    public string? TaskType { get; init; }

    /// <summary>
    /// The execution that was started; null when nothing was started, or the repository returned no id. Retries of a failed execution
    /// have the same id.
    /// </summary>
    public string? ExecutionId { get; init; }

    /// <summary>One of <see cref="TaskOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why the request was not done; null when it was.</summary>
    public string? Reason { get; init; }
}

/// <summary>The possible outcomes of a task.</summary>
public static class TaskOutcomes
{
    /// <summary>Sense accepted the request.</summary>
    public const string Done = "done";

    /// <summary>The relay's configuration file does not allow the request.</summary>
    public const string Denied = "denied";

    /// <summary>The task does not exist.</summary>
    public const string Invalid = "invalid";

    /// <summary>Sense refused the request.</summary>
    public const string Failed = "failed";

    /// <summary>The request was sent without an answer. It may or may not have been done.</summary>
    public const string Unknown = "unknown";

    /// <summary>Not started, because another task of the command does not exist.</summary>
    public const string LeftOut = "leftOut";
}

/// <summary>Tasks by their ids.</summary>
public sealed record TaskIdsArguments
{
    /// <summary>The ids.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];
}

/// <summary>The result of stopping tasks.</summary>
public sealed record StopTaskResult
{
    /// <summary>One result for each id.</summary>
    public IReadOnlyList<TaskStart> Tasks { get; init; } = [];
}

/// <summary>Selects 1 to 200 tasks, one execution, or both.</summary>
public sealed record TaskStatusArguments
{
    /// <summary>The tasks.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];

    /// <summary>The execution; null: the last one of a single task.</summary>
    public string? ExecutionId { get; init; }
}

/// <summary>The status of tasks, and of the requested execution (or of a single task's last one).</summary>
public sealed record TaskStatusResult
{
    /// <summary>How many of the tasks exist.</summary>
    public int Total { get; init; }

    /// <summary>The requested tasks; a task without a name does not exist.</summary>
    public IReadOnlyList<ListedTask> Tasks { get; init; } = [];

    /// <summary>The execution; null when the command names none and Sense returns none.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The task of the execution; null when Sense does not know the execution.</summary>
    public string? TaskId { get; init; }

    /// <summary>Sense's status number; null when Sense does not know the execution.</summary>
    public int? Status { get; init; }

    /// <summary>The status in Sense's words, such as <c>FinishedSuccess</c>.</summary>
    public string? StatusText { get; init; }

    /// <summary>Whether the execution has ended; also false when Sense does not know it.</summary>
    public bool Final { get; init; }

    /// <summary>When the execution began, UTC.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When the execution ended, UTC; null while it runs.</summary>
    public DateTimeOffset? Stop { get; init; }

    /// <summary>The duration in milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The node it runs on.</summary>
    public string? Node { get; init; }
}

/// <summary>A page of a list.</summary>
public sealed record ListArguments
{
    /// <summary>Lists only items with this text in their name, case-insensitive; null: all.</summary>
    public string? NameContains { get; init; }

    /// <summary>How many items to skip.</summary>
    public int Skip { get; init; }

    /// <summary>The maximum number of items.</summary>
    public int Take { get; init; } = 500;
}

/// <summary>Tasks as the repository knows them.</summary>
public sealed record TaskListResult
{
    /// <summary>The total number of matching tasks.</summary>
    public int Total { get; init; }

    /// <summary>The requested page.</summary>
    public IReadOnlyList<ListedTask> Tasks { get; init; } = [];
}

/// <summary>A task.</summary>
public sealed record ListedTask
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; null when the task does not exist.</summary>
    public string? Name { get; init; }

    /// <summary>Its kind, such as <c>reload</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whether it is enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The id of the task's app.</summary>
    public string? AppId { get; init; }

    /// <summary>The name of that app.</summary>
    public string? AppName { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The status of its last execution in Sense's words, such as <c>FinishedSuccess</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When the last execution began.</summary>
    public string? Started { get; init; }

    /// <summary>When the last execution ended.</summary>
    public string? Ended { get; init; }

    /// <summary>When the task runs next.</summary>
    public string? Next { get; init; }
}

/// <summary>The tags and custom properties a site knows.</summary>
public sealed record NamesResult
{
    /// <summary>The tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The custom properties.</summary>
    public IReadOnlyList<CustomPropertyInfo> CustomProperties { get; init; } = [];
}

/// <summary>A custom property.</summary>
public sealed record CustomPropertyInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The allowed values; empty: any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The types of objects that can have it, such as <c>ReloadTask</c>.</summary>
    public IReadOnlyList<string> ObjectTypes { get; init; } = [];
}
