using System.Text.Json;
using Butler.Core.Commands;

namespace Butler.Functions.Relays;

/// <summary>A command as its row knows it.</summary>
/// <param name="ETag">The version of the row.</param>
/// <param name="Command">What was asked, of which relay.</param>
/// <param name="Status">How it ended; null while it has not.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Error">Why it did not work.</param>
internal sealed record CommandRow(string ETag, Command Command, CommandStatus? Status, JsonElement? Result, string? Error);
