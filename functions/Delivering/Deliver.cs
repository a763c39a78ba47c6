using System.Text.Json;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>
/// Sends one delivery under a lease: render, send, record. After a temporary failure the next attempt is put on the queue; a refusal ends
/// the delivery. An attempt that stopped between the destination's answer and its record is repeated, marked as a possible duplicate.
/// </summary>
internal sealed class Deliver(
    ConfigurationSource configuration, Circuits circuits, DeliveryWaits waits, DeliveryLeases leases, DeliveryAttempts attempts)
    : IQueueHandler
{
    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        var delivery = Recognise(message);
        var options = await configuration.CurrentAsync(cancellationToken);
        if (message.Text(DeliveryProperties.Sent) is { } answer)
        {
            await attempts.RecordSentAsync(delivery, answer, cancellationToken);
            return;
        }

        var planned = delivery.Delivery;
        var channel = options.Sent(planned.Route, planned.Channel, planned.Escalated);
        using var pass = channel is null || message.Text(DeliveryProperties.Relayed) is not null
            ? null
            : await circuits.EnterAsync(planned.Channel, channel.DestinationOf(planned.Recipient), cancellationToken);
        if (channel is not null && pass is { IsIn: false } && await waits.TryWaitAsync(message, delivery, channel, pass, cancellationToken))
        {
            return;
        }

        if (await leases.TakeAsync(message, delivery, DeliveryAttempt.Describe(delivery), cancellationToken) is { } lease)
        {
            await attempts.RunAsync(
                new DeliveryAttempt
                {
                    Queued = message,
                    Delivery = delivery,
                    Options = options,
                    Channel = channel,
                    Pass = pass,
                    Lease = lease,
                },
                cancellationToken);
        }
    }

    private static DeliveryMessage Recognise(TriggerMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Body.Span, AlertsJson.Default.DeliveryMessage)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is not a delivery: {e.Message}", e);
        }
    }
}
