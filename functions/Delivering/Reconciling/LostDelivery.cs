using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>A delivery that is due but missing from the queues, or an event whose plan was never put on the queue.</summary>
/// <param name="Event">The event.</param>
/// <param name="Delivery">The delivery; null: the event itself must be processed again, and its plan continued.</param>
/// <param name="Planned">When the delivery was planned, UTC; attempts end some time later.</param>
/// <param name="Attempt">The attempt that is due.</param>
/// <param name="Replay">The replay that it belongs to.</param>
internal sealed record LostDelivery(CloudEvent Event, PlannedDelivery? Delivery, DateTimeOffset Planned, int Attempt, int Replay)
{
    public string Queue => Delivery is null ? QueueNames.Events : QueueNames.Deliveries;

    /// <summary>
    /// Creates the message that sends the delivery again. Its id has the hour, so that duplicate detection drops a second run of the same
    /// hour. If the lost message is on the queue after all, the lease and the attempt's number let only one of them continue.
    /// </summary>
    public QueueMessage Message(DateTimeOffset now)
    {
        var again = string.Create(CultureInfo.InvariantCulture, $"#again{now.UtcDateTime:yyyyMMddHH}");
        if (Delivery is null)
        {
            return new QueueMessage { Body = Event.Encode(), MessageId = EventIdentity.MessageId(Event.Id + again), Label = Event.Type };
        }

        var name = Delivery.Id + (Replay > 0 ? string.Create(CultureInfo.InvariantCulture, $"#r{Replay}") : "") + again;
        var properties = new Dictionary<string, object> { [Rescheduler.IdProperty] = name, [Rescheduler.AttemptProperty] = Attempt };
        if (Replay > 0)
        {
            properties[DeliveryProperties.Replay] = Replay;
        }

        return new QueueMessage
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new DeliveryMessage { Delivery = Delivery, Planned = Planned, Event = Event }, AlertsJson.Default.DeliveryMessage),
            MessageId = EventIdentity.MessageId(name, Attempt, hop: 0),
            Label = Event.Type,
            Properties = properties,
        };
    }
}
