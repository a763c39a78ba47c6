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
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="inPlan">Whether the deliveries are the event's own plan, which its row stores.</param>
    public async Task SendAsync(
        IReadOnlyList<PlannedDelivery> deliveries, CloudEvent @event, CancellationToken cancellationToken, bool inPlan = false)
    {
        if (deliveries.Count == 0)
        {
            return;
        }

        await open.AddAsync(deliveries, @event, inPlan, replay: 0, cancellationToken);
        var now = time.GetUtcNow();
        var messages = deliveries.Select(delivery =>
        {
            var later = delivery.NotBefore > now ? delivery.NotBefore : null;
            return new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new DeliveryMessage { Delivery = delivery, Planned = later ?? now, Event = @event },
                    AlertsJson.Default.DeliveryMessage),
                MessageId = EventIdentity.MessageId(delivery.Id),
                Label = @event.Type,
                ScheduledEnqueueTime = later,
                Properties = new Dictionary<string, object> { [Rescheduler.IdProperty] = delivery.Id, [Rescheduler.AttemptProperty] = 1 },
            };
        }).ToList();
        var rejected = await bus.SendBatchAsync(QueueNames.Deliveries, messages, cancellationToken);
        foreach (var delivery in deliveries)
        {
            counts.AddPlanned(delivery.Channel);
        }

        foreach (var each in rejected)
        {
            var delivery = JsonSerializer.Deserialize(each.Message.Body.Span, AlertsJson.Default.DeliveryMessage)!;
            await dead.KeepAsync(delivery, $"Service Bus does not accept it: {each.Reason}", cancellationToken);
        }
    }
}
