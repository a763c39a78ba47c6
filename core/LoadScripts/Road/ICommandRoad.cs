using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Commands;

namespace Butler.Core.LoadScripts.Road;

/// <summary>The way of a command from the API to the relay that executes it: over the queues, or within the relay.</summary>
public interface ICommandRoad
{
    /// <summary>Executes a command, and waits for its end.</summary>
    /// <param name="context">The request; it says which site and relay, and who calls.</param>
    /// <param name="call">The command.</param>
    /// <returns>How the command ended; its status is null while it has not ended.</returns>
    /// <exception cref="ProblemException">
    /// The site or relay is unknown or not allowed, no relay can execute the command, or the id of the request was used for another.
    /// </exception>
    Task<CommandAnswer> RunAsync(HttpContext context, CommandCall call);
}

/// <summary>A command of the API.</summary>
/// <param name="Kind">One of <see cref="CommandKinds"/>.</param>
/// <param name="Arguments">The arguments, which depend on the kind.</param>
public sealed record CommandCall(string Kind, JsonElement? Arguments)
{
    /// <summary>How long to wait for the end of the command.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>The id that the caller gave to the request; null: a new one.</summary>
    public string? RequestId { get; init; }
}

/// <summary>How a command ended.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Status">The status; null while the command has not ended.</param>
public sealed record CommandAnswer(string Id, CommandStatus? Status)
{
    /// <summary>The result, which depends on the kind.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why the command failed.</summary>
    public string? Error { get; init; }

    /// <summary>One of <see cref="CommandCodes"/>; null when none fits.</summary>
    public string? Code { get; init; }

    /// <summary>Where the status of the command is found, below the API's prefix.</summary>
    public string Location => $"v4/commands/{Uri.EscapeDataString(Id)}";
}
