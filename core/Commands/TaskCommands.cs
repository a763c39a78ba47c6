namespace Butler.Core.Commands;

/// <summary>Which tasks to start: all that any of the selections comes down to, each once.</summary>
public sealed record StartTaskArguments
{
    /// <summary>By id.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];

    /// <summary>By tag.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>By the value of a custom property.</summary>
    public IReadOnlyList<CustomPropertyValue> CustomProperties { get; init; } = [];

    /// <summary>Start none of <see cref="TaskIds"/> unless all of them exist.</summary>
    public bool AllTaskIdsMustExist { get; init; }
}

/// <summary>A custom property and one of its values.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Value">The value.</param>
public sealed record CustomPropertyValue(string Name, string Value);

/// <summary>What came of each selection.</summary>
public sealed record StartTaskResult
{
    /// <summary>Every task and every id that named none, in the order of the selections.</summary>
    public IReadOnlyList<TaskStart> Tasks { get; init; } = [];
}

/// <summary>What came of a task under one selection; a task that several selections came down to was started once and stands under each.</summary>
public sealed record TaskStart
{
    /// <summary>The selection it came from: <c>id</c>, <c>tag</c> or <c>customProperty</c>.</summary>
    public required string By { get; init; }

    /// <summary>The tag, or the custom property's name; null for an id.</summary>
    public string? Name { get; init; }

    /// <summary>The custom property's value.</summary>
    public string? Value { get; init; }

    /// <summary>The task; null where a tag or custom property has none.</summary>
    public string? TaskId { get; init; }

    /// <summary>Its name, where it exists.</summary>
    public string? TaskName { get; init; }

    /// <summary>Its kind, such as <c>reload</c>.</summary>
    public string? TaskType { get; init; }

    /// <summary>One of <see cref="TaskOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, where it was not done.</summary>
    public string? Reason { get; init; }
}

/// <summary>What may become of a task.</summary>
public static class TaskOutcomes
{
    /// <summary>Sense has taken the request.</summary>
    public const string Done = "done";

    /// <summary>The relay's own file does not allow it.</summary>
    public const string Denied = "denied";

    /// <summary>There is no such task.</summary>
    public const string Invalid = "invalid";

    /// <summary>Sense refused the request.</summary>
    public const string Failed = "failed";

    /// <summary>The request went out and no answer came: it may or may not have been done.</summary>
    public const string Unknown = "unknown";

    /// <summary>Left alone, because another task of the command could not be had.</summary>
    public const string LeftOut = "leftOut";
}

/// <summary>Tasks by their ids.</summary>
public sealed record TaskIdsArguments
{
    /// <summary>The ids.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];
}

/// <summary>What came of stopping tasks.</summary>
public sealed record StopTaskResult
{
    /// <summary>One for each id.</summary>
    public IReadOnlyList<TaskStart> Tasks { get; init; } = [];
}

/// <summary>Whose status is asked for: 1 to 200 tasks, or one execution, or both.</summary>
public sealed record TaskStatusArguments
{
    /// <summary>The tasks.</summary>
    public IReadOnlyList<string> TaskIds { get; init; } = [];

    /// <summary>One run; null: of a single task its last one.</summary>
    public string? ExecutionId { get; init; }
}

/// <summary>How tasks are doing, and of the execution asked for (or of a single task's last one) how far it is.</summary>
public sealed record TaskStatusResult
{
    /// <summary>How many of the tasks there are.</summary>
    public int Total { get; init; }

    /// <summary>The tasks asked for; one without a name does not exist.</summary>
    public IReadOnlyList<ListedTask> Tasks { get; init; } = [];

    /// <summary>The execution; null where none was named and Sense does not say.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>Sense's number for how far it is; null where Sense knows no such execution.</summary>
    public int? Status { get; init; }

    /// <summary>The same in Sense's words, such as <c>FinishedSuccess</c>.</summary>
    public string? StatusText { get; init; }

    /// <summary>Whether nothing more will come of it; false also where Sense knows no such execution.</summary>
    public bool Final { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it ended, UTC; null while it goes on.</summary>
    public DateTimeOffset? Stop { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The node it runs on.</summary>
    public string? Node { get; init; }
}

/// <summary>A page of a list.</summary>
public sealed record ListArguments
{
    /// <summary>Only what has this text in its name, compared without case; null: all.</summary>
    public string? NameContains { get; init; }

    /// <summary>How many to leave out at the beginning.</summary>
    public int Skip { get; init; }

    /// <summary>How many at most.</summary>
    public int Take { get; init; } = 500;
}

/// <summary>Tasks as the repository knows them.</summary>
public sealed record TaskListResult
{
    /// <summary>How many there are in all.</summary>
    public int Total { get; init; }

    /// <summary>Those asked for.</summary>
    public IReadOnlyList<ListedTask> Tasks { get; init; } = [];
}

/// <summary>A task.</summary>
public sealed record ListedTask
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; null where there is no such task.</summary>
    public string? Name { get; init; }

    /// <summary>Its kind, such as <c>reload</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whether it is enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The app it is of.</summary>
    public string? AppId { get; init; }

    /// <summary>The name of that app.</summary>
    public string? AppName { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The status of its last execution in Sense's words, such as <c>FinishedSuccess</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When that began.</summary>
    public string? Started { get; init; }

    /// <summary>When that ended.</summary>
    public string? Ended { get; init; }

    /// <summary>When it runs next.</summary>
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

    /// <summary>The values it may take; empty: any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>What it may be set on, such as <c>ReloadTask</c>.</summary>
    public IReadOnlyList<string> ObjectTypes { get; init; } = [];
}
