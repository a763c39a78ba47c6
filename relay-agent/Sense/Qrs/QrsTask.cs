using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Secrets;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>A task from <c>task/full</c>.</summary>
internal sealed record QrsTask
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The information for the event.</summary>
    public required TaskInfo Info { get; init; }

    /// <summary>The id of the task's app; null for tasks without one.</summary>
    public string? AppId { get; init; }

    /// <summary>That app's name.</summary>
    public string? AppName { get; init; }

    /// <summary>The result of its last run; null when it never ran.</summary>
    public QrsExecution? LastResult { get; init; }

    /// <summary>The whole object, with secrets removed.</summary>
    public required JsonElement Raw { get; init; }

    /// <summary>Reads a row of <c>task/full</c>.</summary>
    public static QrsTask Read(JsonElement row, Redaction redaction)
    {
        var operational = row.Object("operational");
        return new QrsTask
        {
            Id = row.Id("id") ?? "",
            Info = new TaskInfo
            {
                Name = row.Text("name"),
                Kind = TaskKind.Of(row.Int("taskType")) ?? EventTypes.UnknownKind,
                Tags = row.Tags(),
                CustomProperties = row.CustomProperties(redaction),
                IsManuallyTriggered = row.Bool("isManuallyTriggered"),
                IsPartialReload = row.Bool("isPartialReload"),
                MaxRetries = row.Int("maxRetries"),
                ModifiedByUserName = row.Text("modifiedByUserName"),
                ModifiedDate = row.Time("modifiedDate"),
                TaskSessionTimeout = row.Int("taskSessionTimeout"),
                NextExecution = operational?.Time("nextExecution"),
            },
            AppId = row.Object("app")?.Id("id"),
            AppName = row.Object("app")?.Text("name"),
            LastResult = operational?.Object("lastExecutionResult") is { } last ? QrsExecution.Read(last, redaction) : null,
            Raw = redaction.Copy(row),
        };
    }
}
