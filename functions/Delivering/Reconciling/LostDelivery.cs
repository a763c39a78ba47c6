using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering.Reconciling;

/// <summary>A delivery that is due by its row but on no queue, or an event whose plan was never put on the queue.</summary>
/// <param name="Event">The event.</param>
/// <param name="Delivery">The delivery; null: the event itself is to be processed again, its plan is followed.</param>
/// <param name="Planned">When it was planned, UTC: attempts end a while after.</param>
/// <param name="Attempt">The attempt that is due.</param>
/// <param name="Replay">The replay that it belongs to.</param>
internal sealed record LostDelivery(CloudEvent Event, PlannedDelivery? Delivery, DateTimeOffset Planned, int Attempt, int Replay)
{
    public string Queue => Delivery is null ? QueueNames.Events : QueueNames.Deliveries;

    /// <summary>
    /// The message that brings it back. Its id has the hour in it: duplicate detection swallows a second run of the same hour, but not the first. Should the
    /// lost message be on the queue after all, the lease and the attempt's number let only one of the two go on.
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
