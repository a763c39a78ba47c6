using System.Text.Json;
using Butler.Core.Commands;

namespace Butler.Functions.Relays;

/// <summary>The row of a command.</summary>
/// <param name="ETag">The version of the row.</param>
/// <param name="Command">The command, with its relay.</param>
/// <param name="Status">How the command ended; null before its end.</param>
/// <param name="Result">The result.</param>
/// <param name="Error">Why the command failed.</param>
internal sealed record CommandRow(string ETag, Command Command, CommandStatus? Status, JsonElement? Result, string? Error)
{
    /// <summary>One of <see cref="CommandCodes"/>; null when none fits.</summary>
    public string? Code { get; init; }

    /// <summary>When the row was written, UTC.</summary>
    public DateTimeOffset? Asked { get; init; }

    /// <summary>When the end was recorded, UTC; null before it.</summary>
    public DateTimeOffset? Answered { get; init; }
}
