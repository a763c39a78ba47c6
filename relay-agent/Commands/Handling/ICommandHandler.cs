using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Handling;

/// <summary>Executes one kind of command. It is called at most once for a command.</summary>
internal interface ICommandHandler
{
    /// <summary>One of <see cref="CommandKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Executes the command. After any other exception it is unknown whether the command was done.</summary>
    /// <exception cref="CommandRefusedException">The command is malformed or not allowed; nothing was done.</exception>
    /// <exception cref="CommandFailedException">The command failed, and nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">The relay is stopping.</exception>
    Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping);
}

/// <summary>Reads the arguments of commands.</summary>
internal static class CommandArguments
{
    /// <summary>The arguments of a command.</summary>
    /// <exception cref="CommandRefusedException">They are missing or malformed.</exception>
    public static T Read<T>(Command command, JsonTypeInfo<T> type)
    {
        try
        {
            return command.Arguments is { } arguments && arguments.Deserialize(type) is { } read
                ? read
                : throw new CommandRefusedException($"{command.Kind} needs arguments", denied: false);
        }
        catch (JsonException problem)
        {
            throw new CommandRefusedException($"The arguments of {command.Kind} are malformed: {problem.Message}", denied: false);
        }
    }
}
