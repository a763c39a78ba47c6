using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>
/// Puts planned deliveries on the queue, and into the index that finds lost ones. A second call changes nothing, because the message has
/// the delivery's id. A message that Service Bus rejects makes its delivery dead at once; the others are sent.
/// </summary>
internal sealed class DeliveryQueue(IServiceBus bus, OpenDeliveries open, DeadDeliveries dead, DeliveryCounts counts, TimeProvider time)
{
    /// <summary>Sends deliveries that are no part of the plan in their event's row.</summary>
    public async Task SendAsync(IReadOnlyList<PlannedDelivery> deliveries, CloudEvent @event, CancellationToken cancellationToken)
    {
        if (deliveries.Count > 0)
        {
            await open.AddAsync(deliveries, @event, replay: 0, cancellationToken);
            await PutAsync([.. deliveries.Select(delivery => new WaitingDelivery(delivery))], @event, cancellationToken);
        }
    }

    /// <summary>Sends deliveries of the plan in the event's row.</summary>
    public async Task SendPlannedAsync(
        IReadOnlyCollection<WaitingDelivery> deliveries, CloudEvent @event, CancellationToken cancellationToken)
    {
        if (deliveries.Count > 0)
        {
            await open.AddPlanAsync(@event, cancellationToken);
            await PutAsync(deliveries, @event, cancellationToken);
        }
    }

    /// <summary>The message that a delivery's first attempt would have, as its function gets it.</summary>
    public static TriggerMessage MessageOf(DeliveryMessage delivery)
    {
        var message = Message(delivery, mayHaveArrived: false, at: null);
        return new TriggerMessage
        {
            Queue = QueueNames.Deliveries,
            Body = message.Body,
            MessageId = message.MessageId!,
            Label = message.Label,
            Properties = new Dictionary<string, object>(message.Properties, StringComparer.OrdinalIgnoreCase),
        };
    }

    private async Task PutAsync(IReadOnlyCollection<WaitingDelivery> deliveries, CloudEvent @event, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var messages = deliveries.Select(waiting =>
        {
            var muted = waiting.Delivery.NotBefore > now ? waiting.Delivery.NotBefore : null;
            var message = new DeliveryMessage { Delivery = waiting.Delivery, Planned = muted ?? now, Event = @event };
            return Message(message, waiting.MayHaveArrived, muted ?? (waiting.Wait is { } wait ? now + wait : null));
        }).ToList();
        var rejected = await bus.SendBatchAsync(QueueNames.Deliveries, messages, cancellationToken);
        foreach (var waiting in deliveries)
        {
            counts.AddPlanned(waiting.Delivery.Channel);
        }

        foreach (var each in rejected)
        {
            var delivery = JsonSerializer.Deserialize(each.Message.Body.Span, AlertsJson.Default.DeliveryMessage)!;
            await dead.KeepAsync(delivery, $"Service Bus does not accept it: {each.Reason}", cancellationToken);
        }
    }

    private static QueueMessage Message(DeliveryMessage delivery, bool mayHaveArrived, DateTimeOffset? at)
    {
        var properties = new Dictionary<string, object>
        {
            [Rescheduler.IdProperty] = delivery.Delivery.Id,
            [Rescheduler.AttemptProperty] = 1,
        };
        if (mayHaveArrived)
        {
            properties[DeliveryProperties.MaybeArrived] = "true";
        }

        return new QueueMessage
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(delivery, AlertsJson.Default.DeliveryMessage),
            MessageId = EventIdentity.MessageId(delivery.Delivery.Id),
            Label = delivery.Event.Type,
            ScheduledEnqueueTime = at,
            Properties = properties,
        };
    }
}

/// <summary>A delivery that the queue sends.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Wait">How long it waits; null for not at all. The end of a mute counts before this.</param>
/// <param name="MayHaveArrived">Whether an earlier attempt may have arrived.</param>
internal sealed record WaitingDelivery(PlannedDelivery Delivery, TimeSpan? Wait = null, bool MayHaveArrived = false);
