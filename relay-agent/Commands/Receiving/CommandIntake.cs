using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.RelayAgent.Identity;

namespace Butler.RelayAgent.Commands.Receiving;

/// <summary>
/// Decides whether a message is a command for this relay, signed with the key. Other messages are never answered: an answer with an id that
/// a stranger chose could end a real command with that id.
/// </summary>
internal sealed class CommandIntake(RelayIdentity relay, string key)
{
    /// <summary>Returns the command, or the reason for its rejection.</summary>
    public (Command? Command, string? Reason) Admit(LockedMessage message)
    {
        if (!CommandSignature.IsGood(key, message.Body.Span, Text(message, CommandSignature.Property)))
        {
            return (null, Text(message, CommandSignature.KeyIdProperty) is { Length: <= 16 } other && other != CommandSignature.KeyId(key)
                ? "it is signed with another key than commands.key"
                : "it is not signed with commands.key");
        }

        try
        {
            var command = CommandMessage.Read(message.Body.Span);
            return command.Site == relay.Site && command.Relay == relay.Name
                ? (command, null)
                : (null, $"it is meant for relay {command.Relay} of site {command.Site}");
        }
        catch (JsonException problem)
        {
            return (null, $"it is signed, but is not a command: {problem.Message}");
        }
    }

    private static string? Text(LockedMessage message, string property) =>
        message.Properties.TryGetValue(property, out var value) ? value as string : null;
}
