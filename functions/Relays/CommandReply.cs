using System.Text.Json;
using Butler.Core.Relays;
using Butler.Functions.Hosting;

namespace Butler.Functions.Relays;

/// <summary>Takes what relays send back: heartbeats, which update the relay's row.</summary>
internal sealed class CommandReply(RelayRows relays) : IQueueHandler
{
    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        if (message.Label != Heartbeat.Label)
        {
            throw new RefusedMessageException($"no command is known that this answers (correlation id {message.CorrelationId ?? "none"})");
        }

        try
        {
            var heartbeat = JsonSerializer.Deserialize(message.Body.Span, RelayJson.Default.Heartbeat) ?? throw new JsonException("it is null");
            await relays.BeatAsync(heartbeat, message.EnqueuedTime ?? heartbeat.Time, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is no heartbeat: {e.Message}", e);
        }
    }
}
