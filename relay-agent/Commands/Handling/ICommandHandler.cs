using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butler.Core.Commands;

namespace Butler.RelayAgent.Commands.Handling;

/// <summary>Does one kind of command. It is called at most once for a command.</summary>
internal interface ICommandHandler
{
    /// <summary>One of <see cref="CommandKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Does it. An exception other than the three named here leaves open whether it was done.</summary>
    /// <exception cref="CommandRefusedException">Malformed or not allowed; nothing was done.</exception>
    /// <exception cref="CommandFailedException">It did not work; what was to be changed is as it was.</exception>
    /// <exception cref="OperationCanceledException">The relay was told to stop.</exception>
    Task<CommandOutcome> RunAsync(Command command, CancellationToken stopping);
}

/// <summary>Reads what a command brings.</summary>
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
