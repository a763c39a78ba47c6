using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Core.Commands;

/// <summary>
/// A request from the function app to a relay, on the queue <c>commands-{relay}</c>. Commands are signed: a caller with only the queue's
/// key must not control the Sense server. The relay's own configuration file limits commands further.
/// </summary>
public sealed record Command
{
    /// <summary>The version of the schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The id. A command that is sent again keeps its id.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of command, such as <c>start-task</c>; see docs/commands.md.</summary>
    public required string Kind { get; init; }

    /// <summary>The target site.</summary>
    public required string Site { get; init; }

    /// <summary>The target relay.</summary>
    public required string Relay { get; init; }

    /// <summary>The time after which the command is not executed, by Service Bus's clock, UTC.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The requester, for the audit log.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>The arguments, which depend on the kind.</summary>
    public JsonElement? Arguments { get; init; }
}

/// <summary>How a command ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommandStatus>))]
public enum CommandStatus
{
    /// <summary>The command was executed; see the result.</summary>
    Succeeded,

    /// <summary>The command was executed and failed; see the error.</summary>
    Failed,

    /// <summary>The command is not allowed by the relay's configuration file, not signed, or malformed. It was not executed.</summary>
    Refused,

    /// <summary>The deadline had passed. The command was not executed.</summary>
    Expired,

    /// <summary>The relay stopped during the command. It may or may not have been executed, and is not retried.</summary>
    OutcomeUnknown,
}

/// <summary>A relay's answer, on the queue <c>replies</c>; the correlation id is the command's id.</summary>
public sealed record CommandReply
{
    /// <summary>The Service Bus label that tells a reply from a heartbeat.</summary>
    public const string Label = "reply";

    /// <summary>The version of the schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The command's id.</summary>
    public required string Id { get; init; }

    /// <summary>The site of the relay.</summary>
    public required string Site { get; init; }

    /// <summary>The relay.</summary>
    public required string Relay { get; init; }

    /// <summary>How the command ended.</summary>
    public required CommandStatus Status { get; init; }

    /// <summary>The result, which depends on the kind.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why the command failed and how to fix it; without secrets.</summary>
    public string? Error { get; init; }

    /// <summary>One of <see cref="CommandCodes"/>, for programs; null when none fits.</summary>
    public string? Code { get; init; }
}

/// <summary>Why a command failed or was refused, for programs. Nothing was changed.</summary>
public static class CommandCodes
{
    /// <summary>The relay's configuration file does not allow it.</summary>
    public const string Denied = "denied";

    /// <summary>The arguments are malformed.</summary>
    public const string Malformed = "malformed";

    /// <summary>A file, folder or app does not exist.</summary>
    public const string NotFound = "not-found";

    /// <summary>A file exists already.</summary>
    public const string Exists = "exists";
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
[JsonSerializable(typeof(ConfigurationResult))]
[JsonSerializable(typeof(ReleaseLicensesArguments))]
[JsonSerializable(typeof(ReleaseLicensesResult))]
[JsonSerializable(typeof(CommandRefusedData))]
public sealed partial class CommandJson : JsonSerializerContext;
