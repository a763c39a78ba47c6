using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Handling;

/// <summary>How a command ended.</summary>
/// <param name="Status">In a word.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Error">Why it did not work; no secrets.</param>
internal sealed record CommandOutcome(CommandStatus Status, JsonElement? Result = null, string? Error = null)
{
    /// <summary>Why somebody should be told that this was asked for: it is not allowed here. Null where all is as it should be.</summary>
    public string? Denied { get; init; }

    /// <summary>The id of the delivery that has been sent by it.</summary>
    public string? Delivered { get; init; }

    /// <summary>Done.</summary>
    public static CommandOutcome Success<T>(T result, JsonTypeInfo<T> type) => new(CommandStatus.Succeeded, JsonSerializer.SerializeToElement(result, type));

    /// <summary>Tried, and it did not work; what was to be changed is as it was.</summary>
    public static CommandOutcome Failure(string error) => new(CommandStatus.Failed, Error: error);
}

/// <summary>The command is malformed, or not allowed by the relay's own file. Thrown only before anything was done.</summary>
/// <param name="reason">In words that say what to mend.</param>
/// <param name="denied">Whether it is not allowed, rather than malformed.</param>
internal sealed class CommandRefusedException(string reason, bool denied = true) : Exception(reason)
{
    /// <summary>Whether it is not allowed, rather than malformed.</summary>
    public bool Denied { get; } = denied;
}

/// <summary>It did not work, and what was to be changed is as it was.</summary>
internal sealed class CommandFailedException(string reason, Exception? inner = null) : Exception(reason, inner);
