using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Queues;

namespace Butler.Functions.Relays;

/// <summary>
/// Ends commands that were dead-lettered on their relay's queue: they expired there, or could not be taken off it. A relay begins nothing
/// that is not off the queue, so nothing was done, and to send them again would be to act late.
/// </summary>
internal sealed class CommandDeadLetters(DeadLetters counting, RelayReplies replies) : IQueueHandler
{
    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        var reason = message.Text("DeadLetterReason") ?? "no reason given";
        Command command;
        try
        {
            command = CommandMessage.Read(message.Body.Span);
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is no command: {e.Message}", e);
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
                    ? $"Relay {command.Relay} did not take it in time; nothing was done."
                    : $"Relay {command.Relay} could not take it ({reason}); nothing was done.",
            },
            cancellationToken);
        await counting.CountAsync(message, reason, cancellationToken);
    }
}
