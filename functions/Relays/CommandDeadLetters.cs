using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Queues;

namespace Butler.Functions.Relays;

/// <summary>
/// Ends commands that were dead-lettered on their relay's queue: they expired, or could not be received. A relay removes a command from the
/// queue before it begins, so nothing was done. Sending the command again would be too late.
/// </summary>
internal sealed class CommandDeadLetters(RelayReplies replies) : IDeadLetterHandler
{
    public bool CanHandle(string queue) => QueueNames.IsCommands(queue);

    public async Task RunAsync(TriggerMessage message, string reason, CancellationToken cancellationToken)
    {
        Command command;
        try
        {
            command = CommandMessage.Read(message.Body.Span);
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is not a command: {e.Message}", e);
        }

        var expired = reason == "TTLExpiredException";
        await replies.EndAsync(
            new CommandReply
            {
                Id = command.Id,
                Site = command.Site,
                Relay = command.Relay,
                Status = expired ? CommandStatus.Expired : CommandStatus.Failed,
                Error = expired
                    ? $"Relay {command.Relay} did not receive it in time; nothing was done."
                    : $"Relay {command.Relay} could not receive it ({reason}); nothing was done.",
            },
            cancellationToken);
    }
}
