using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Handling;

/// <param name="Status">The status.</param>
/// <param name="Result">The result.</param>
/// <param name="Error">Why the command failed, without secrets.</param>
internal sealed record CommandOutcome(CommandStatus Status, JsonElement? Result = null, string? Error = null)
{
    /// <summary>One of <see cref="CommandCodes"/>; null when none fits.</summary>
    public string? Code { get; init; }

    /// <summary>Why the command is not allowed, for the alarm; null for other outcomes.</summary>
    public string? Denied { get; init; }

    /// <summary>The id of the sent delivery.</summary>
    public string? Delivered { get; init; }

    /// <summary>The command was executed.</summary>
    public static CommandOutcome Success<T>(T result, JsonTypeInfo<T> type) =>
        new(CommandStatus.Succeeded, JsonSerializer.SerializeToElement(result, type));

    /// <summary>The command failed, and nothing was changed.</summary>
    public static CommandOutcome Failure(string error) => new(CommandStatus.Failed, Error: error);
}

/// <summary>The command is malformed, or not allowed by the relay's own file. Thrown only before any action.</summary>
/// <param name="reason">The reason and how to fix it.</param>
/// <param name="denied">Whether the command is not allowed, rather than malformed.</param>
internal sealed class CommandRefusedException(string reason, bool denied = true) : Exception(reason)
{
    /// <summary>Whether the command is not allowed, rather than malformed.</summary>
    public bool Denied { get; } = denied;
}

/// <summary>The command failed, and nothing was changed.</summary>
internal sealed class CommandFailedException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>One of <see cref="CommandCodes"/>; null when none fits.</summary>
    public string? Code { get; init; }
}
