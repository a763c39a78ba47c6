using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Throttling;

namespace Butler.Functions.Delivering;

/// <summary>
/// The follow-ups of a delivery's end. Each can be repeated, and is repeated whenever the delivery is found in its final state.
/// </summary>
internal sealed class FollowUps(Throttle throttle, IServiceBus bus, TimeProvider time)
{
    /// <summary>After a success: confirms the throttle window.</summary>
    public Task SentAsync(DeliveryMessage delivery, CancellationToken cancellationToken) =>
        delivery.Delivery.Throttle is { } hold ? SentAsync(hold, cancellationToken) : Task.CompletedTask;

    /// <summary>After the success of a delivery that holds a throttle window.</summary>
    public Task SentAsync(ThrottleHold hold, CancellationToken cancellationToken) => throttle.ConfirmAsync(hold, cancellationToken);

    /// <summary>
    /// After a delivery was given up: releases its throttle window, and raises an event, unless the delivery was for such an event. A
    /// delivery that could never be sent keeps its window; otherwise every event would report the same wrong address.
    /// </summary>
    public async Task DeadAsync(DeliveryMessage delivery, DeliveryRow row, CancellationToken cancellationToken)
    {
        var planned = delivery.Delivery;
        if (planned.Throttle is { } hold)
        {
            await (planned.Fault is null ? throttle.ReleaseAsync(hold, cancellationToken) : throttle.ConfirmAsync(hold, cancellationToken));
        }

        if (delivery.Event.Type == EventTypes.DeliveryDead)
        {
            return;
        }

        var now = time.GetUtcNow();
        var dead = new CloudEvent
        {
            Id = $"{delivery.Event.Site ?? "none"}:dead:{planned.Id}"
                + (row.Replay > 0 ? string.Create(CultureInfo.InvariantCulture, $"#r{row.Replay}") : ""),
            Source = delivery.Event.Source,
            Type = EventTypes.DeliveryDead,
            Subject = delivery.Event.Subject,
            Time = now,
            ReceivedTime = now,
            Site = delivery.Event.Site,
            Environment = delivery.Event.Environment,
            TraceParent = delivery.Event.TraceParent,
            Data = JsonSerializer.SerializeToElement(
                new DeadDelivery
                {
                    Id = planned.Id,
                    EventId = delivery.Event.Id,
                    EventType = delivery.Event.Type,
                    Route = planned.Route,
                    Channel = planned.Channel,
                    Recipient = planned.Recipient,
                    Reason = row.Reason ?? "",
                    Attempts = row.Attempt,
                    Reference = new DeliveryReference(row.PartitionKey, row.RowKey).ToString(),
                },
                AlertsJson.Default.DeadDelivery),
        };
        await bus.SendAsync(
            QueueNames.Events,
            new QueueMessage { Body = dead.Encode(), MessageId = EventIdentity.MessageId(dead.Id), Label = dead.Type },
            cancellationToken);
    }
}
