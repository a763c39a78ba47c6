using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Relays;
using Butler.Core.ServiceBus;
using Butler.Functions.Hosting;

namespace Butler.Functions.Alerting;

/// <summary>Puts planned deliveries on the queue. To do it again changes nothing: a delivery's id is its message's.</summary>
internal sealed class DeliveryQueue(IServiceBus bus, TimeProvider time)
{
    /// <exception cref="RefusedMessageException">Service Bus will never take some of them.</exception>
    public async Task SendAsync(IReadOnlyList<PlannedDelivery> deliveries, CloudEvent @event, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var messages = deliveries.Select(delivery =>
        {
            var later = delivery.NotBefore > now ? delivery.NotBefore : null;
            return new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new DeliveryMessage { Delivery = delivery, Planned = later ?? now, Event = @event }, AlertingJson.Default.DeliveryMessage),
                MessageId = EventIdentity.MessageId(delivery.Id),
                Label = @event.Type,
                ScheduledEnqueueTime = later,
                Properties = new Dictionary<string, object> { [PutOff.IdProperty] = delivery.Id, [PutOff.AttemptProperty] = 1 },
            };
        }).ToList();
        var rejected = await bus.SendBatchAsync(QueueNames.Deliveries, messages, cancellationToken);
        if (rejected.Count > 0)
        {
            throw new RefusedMessageException($"Service Bus will never take {rejected.Count} of its deliveries: {rejected[0].Reason}");
        }
    }
}
