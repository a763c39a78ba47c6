using System.Text.Json;
using Butler.Core.Commands;
using Butler.Functions.Queues;

namespace Butler.Functions.Relays;

/// <summary>Processes messages from relays: heartbeats, which update the relay's row, and replies, which end a command.</summary>
internal sealed class RelayReplies(
    RelayRows relays, RelayEvents events, LicenseReleaseTurns turns, CommandRows commands, CommandAnswers answers,
    IEnumerable<ICommandFollowUp> followUps)
    : IQueueHandler
{
    private readonly List<ICommandFollowUp> followUps = [.. followUps];

    public Task RunAsync(TriggerMessage message, CancellationToken cancellationToken) => message.Label switch
    {
        Heartbeat.Label => BeatAsync(message, cancellationToken),
        CommandReply.Label => EndAsync(Read(message), cancellationToken),
        _ => throw new RefusedMessageException($"it is neither a heartbeat nor a reply (correlation id {message.CorrelationId ?? "none"})"),
    };

    /// <summary>Records how a command ended, and runs the follow-ups; a second run repeats the follow-ups.</summary>
    /// <exception cref="RefusedMessageException">The relay was not asked to execute this command.</exception>
    public async Task EndAsync(CommandReply reply, CancellationToken cancellationToken)
    {
        var row = await commands.EndAsync(reply, cancellationToken)
            ?? throw new RefusedMessageException($"relay {reply.Relay} was not asked to execute a command {reply.Id}");
        answers.Arrived(reply.Id);
        foreach (var followUp in followUps.Where(each => each.Kind == row.Command.Kind))
        {
            await followUp.EndedAsync(row, cancellationToken);
        }
    }

    private static CommandReply Read(TriggerMessage message)
    {
        try
        {
            return CommandMessage.ReadReply(message.Body.Span);
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is not a reply: {e.Message}", e);
        }
    }

    private async Task BeatAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var heartbeat = JsonSerializer.Deserialize(message.Body.Span, RelayJson.Default.Heartbeat)
                ?? throw new JsonException("it is null");
            // A rescheduled heartbeat has the time of its first copy.
            var enqueued = message.FirstEnqueuedTime ?? heartbeat.Time;
            await relays.BeatAsync(
                heartbeat, enqueued, cancellationToken, known => events.BeatAsync(known, heartbeat, enqueued, cancellationToken));
            await turns.BeatAsync(heartbeat, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is not a heartbeat: {e.Message}", e);
        }
    }
}
