using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>
/// Puts planned deliveries on the queue, and into the index by which a lost one is found. To do it again changes nothing: a delivery's id is its
/// message's. What Service Bus will never take is dead at once, and the others go out.
/// </summary>
internal sealed class DeliveryQueue(IServiceBus bus, OpenDeliveries open, DeadDeliveries dead, TimeProvider time)
{
    /// <summary>Sends them.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="event">The event that they tell of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="inPlan">Whether they are the event's own plan, which its row keeps.</param>
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
        foreach (var each in rejected)
        {
            var delivery = JsonSerializer.Deserialize(each.Message.Body.Span, AlertsJson.Default.DeliveryMessage)!;
            await dead.KeepAsync(delivery, $"Service Bus will never take it: {each.Reason}", cancellationToken);
        }
    }
}
