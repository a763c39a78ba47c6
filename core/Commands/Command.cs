using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Core.Commands;

/// <summary>
/// What the function app asks of a relay, on the queue <c>commands-{relay}</c>. It is signed, because whoever holds a key of the queue
/// must not thereby own the Sense server; the relay obeys its own file on top.
/// </summary>
public sealed record Command
{
    /// <summary>The number of this form's schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The id: a second sending of the same command carries the same one.</summary>
    public required string Id { get; init; }

    /// <summary>What to do, such as <c>start-task</c>; see docs/commands.md.</summary>
    public required string Kind { get; init; }

    /// <summary>The site it is meant for.</summary>
    public required string Site { get; init; }

    /// <summary>The relay it is meant for.</summary>
    public required string Relay { get; init; }

    /// <summary>Until when it is worth doing, by Service Bus's clock, UTC.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Who asked, for the record.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>What the kind needs.</summary>
    public JsonElement? Arguments { get; init; }
}

/// <summary>How a command ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommandStatus>))]
public enum CommandStatus
{
    /// <summary>Done; the result says what came of it.</summary>
    Succeeded,

    /// <summary>Tried, and it did not work; the error says why.</summary>
    Failed,

    /// <summary>Not allowed by the relay's own file, not signed, or malformed: nothing was done.</summary>
    Refused,

    /// <summary>Its deadline was over before it began: nothing was done.</summary>
    Expired,

    /// <summary>The relay died while at it: it may or may not have been done, and is not tried again.</summary>
    OutcomeUnknown,
}

/// <summary>What a relay answers, on the queue <c>replies</c>; the correlation id is the command's id.</summary>
public sealed record CommandReply
{
    /// <summary>The Service Bus label that tells a reply from a heartbeat.</summary>
    public const string Label = "reply";

    /// <summary>The number of this form's schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The command's id.</summary>
    public required string Id { get; init; }

    /// <summary>The site of the relay.</summary>
    public required string Site { get; init; }

    /// <summary>The relay.</summary>
    public required string Relay { get; init; }

    /// <summary>How it ended.</summary>
    public required CommandStatus Status { get; init; }

    /// <summary>What came of it.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it did not work, in words that say what to mend; no secrets.</summary>
    public string? Error { get; init; }
}

/// <summary>Source-generated JSON of commands and replies.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(CommandReply))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(StartTaskArguments))]
[JsonSerializable(typeof(StartTaskResult))]
[JsonSerializable(typeof(TaskIdsArguments))]
[JsonSerializable(typeof(StopTaskResult))]
[JsonSerializable(typeof(TaskStatusArguments))]
[JsonSerializable(typeof(TaskStatusResult))]
[JsonSerializable(typeof(ListArguments))]
[JsonSerializable(typeof(TaskListResult))]
[JsonSerializable(typeof(NamesResult))]
[JsonSerializable(typeof(AppListResult))]
[JsonSerializable(typeof(ReloadAppArguments))]
[JsonSerializable(typeof(ReloadAppResult))]
[JsonSerializable(typeof(AppDumpArguments))]
[JsonSerializable(typeof(AppDumpResult))]
[JsonSerializable(typeof(FileCopyArguments))]
[JsonSerializable(typeof(FileMoveArguments))]
[JsonSerializable(typeof(FileDeleteArguments))]
[JsonSerializable(typeof(MakeDirArguments))]
[JsonSerializable(typeof(DeliverArguments))]
[JsonSerializable(typeof(DeliverResult))]
[JsonSerializable(typeof(ListedTask))]
[JsonSerializable(typeof(ListedApp))]
[JsonSerializable(typeof(CommandRefusedData))]
public sealed partial class CommandJson : JsonSerializerContext;
