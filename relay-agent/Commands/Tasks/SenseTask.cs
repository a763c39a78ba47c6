using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>A task in an answer of the repository.</summary>
internal sealed record SenseTask
{
    /// <summary>The id, in lower case.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The kind, such as <c>reload</c>; null when the answer has none; no rule allows such a task.</summary>
    public string? Type { get; init; }

    /// <summary>The task's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The custom properties set on it, a pair for each value.</summary>
    public IReadOnlyList<CustomPropertyValue> CustomProperties { get; init; } = [];

    /// <summary>The information for replies.</summary>
    public required ListedTask Info { get; init; }

    /// <summary>The result of its last run; null when it never ran.</summary>
    public QrsExecution? LastResult { get; init; }

    /// <summary>Reads one object of <c>task/full</c>; null when it has no id.</summary>
    public static SenseTask? Of(JsonElement task)
    {
        if (Text(task, "id") is not { } id)
        {
            return null;
        }

        var type = TaskKind.Of(Number(task, "taskType"));
        var tags = Items(task, "tags").Select(tag => Text(tag, "name")).OfType<string>().ToList();
        var last = Member(Member(task, "operational"), "lastExecutionResult");
        return new SenseTask
        {
            Id = id.ToLowerInvariant(),
            Name = Text(task, "name"),
            Type = type,
            Tags = tags,
            LastResult = last.ValueKind == JsonValueKind.Object ? QrsExecution.Read(last, Redaction.None) : null,
            CustomProperties =
            [
                .. Items(task, "customProperties")
                    .Select(property => (Name: Text(Member(property, "definition"), "name"), Value: Text(property, "value")))
                    .Where(property => property is { Name: not null, Value: not null })
                    .Select(property => new CustomPropertyValue(property.Name!, property.Value!)),
            ],
            Info = new ListedTask
            {
                Id = id.ToLowerInvariant(),
                Name = Text(task, "name"),
                Type = type,
                Enabled = Member(task, "enabled").ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
                AppId = Text(Member(task, "app"), "id"),
                AppName = Text(Member(task, "app"), "name"),
                Tags = tags,
                Status = ExecutionStatus.Text(Number(last, "status")),
                Started = Date(last, "startTime"),
                Ended = Date(last, "stopTime"),
                Next = Date(Member(task, "operational"), "nextExecution"),
            },
        };
    }

    /// <summary>A member of an object; undefined when it is absent.</summary>
    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>A text member that is not empty.</summary>
    public static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    /// <summary>The items of a list member.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static int? Number(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    /// <summary>Reads a date; the repository writes 1753-01-01 for never.</summary>
    private static string? Date(JsonElement element, string name) =>
        Text(element, name) is { } date && !date.StartsWith("1753", StringComparison.Ordinal) ? date : null;
}
