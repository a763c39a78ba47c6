using System.Text.Json.Serialization;
using Butler.Core.Commands;

namespace Butler.Core.LoadScripts.Tasks;

/// <summary>How an execution goes, or how it ended.</summary>
public sealed record ExecutionAnswer
{
    /// <summary>The execution.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Sense's status number, such as 7; null while Sense has no result of the execution.</summary>
    public int? Status { get; init; }

    /// <summary>The status in Sense's words, such as <c>FinishedSuccess</c>.</summary>
    public string? StatusText { get; init; }

    /// <summary>Whether the execution has ended.</summary>
    public bool Final { get; init; }

    /// <summary>When the execution began, UTC.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When the execution ended, UTC; null while it runs.</summary>
    public DateTimeOffset? Stop { get; init; }

    /// <summary>The duration in milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The node it runs on.</summary>
    public string? Node { get; init; }

    /// <summary>Why the relay could not tell at last; null when it could.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the request waited, and the execution has not ended yet.</summary>
    public bool? Pending { get; init; }

    internal static ExecutionAnswer Of(string id, TaskStatusResult result) => new()
    {
        ExecutionId = id,
        TaskId = result.TaskId,
        Status = result.Status,
        StatusText = result.StatusText,
        Final = result.Final,
        Start = result.Start,
        Stop = result.Stop,
        DurationMs = result.DurationMs,
        Node = result.Node,
    };
}

/// <summary>Source-generated JSON of task starts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartTaskAnswer))]
[JsonSerializable(typeof(ExecutionAnswer))]
public sealed partial class TasksJson : JsonSerializerContext;
