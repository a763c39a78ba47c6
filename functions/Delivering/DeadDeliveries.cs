using System.Text.Json;
using Butler.Functions.Alerts;

namespace Butler.Functions.Delivering;

/// <summary>Records deliveries that can never be put on the queue as dead, with their reason, so that a replay finds them.</summary>
internal sealed partial class DeadDeliveries(
    DeliveryRows rows, FollowUps followUps, DeliveryCounts counts, ILogger<DeadDeliveries> logger)
{
    /// <summary>Ends a delivery. A second call repeats the follow-ups and changes nothing.</summary>
    public async Task KeepAsync(DeliveryMessage delivery, string reason, CancellationToken cancellationToken)
    {
        var what = $"{delivery.Event.Type} {delivery.Event.Id}";
        var body = JsonSerializer.SerializeToUtf8Bytes(delivery, AlertsJson.Default.DeliveryMessage);
        DeliveryRow? dead = null;
        while (dead is null)
        {
            var row = await rows.FindAsync(delivery.Event.Id, delivery.Delivery.Id, cancellationToken)
                ?? await rows.AddAsync(delivery, what, attempt: 1, replay: 0, cancellationToken);
            switch (row)
            {
                case null:
                    break;
                case { State: DeliveryState.Sent }:
                    return;
                case { State: DeliveryState.Dead }:
                    dead = row;
                    break;
                default:
                    dead = await rows.DeadAsync(row, reason, body, cancellationToken);
                    if (dead is not null)
                    {
                        counts.AddDead(delivery.Delivery.Channel);
                    }

                    break;
            }
        }

        await rows.IndexAsync(dead, delivery, what, cancellationToken);
        await followUps.DeadAsync(delivery, dead, cancellationToken);
        Log.Dead(logger, delivery.Delivery.Channel, what, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{What} cannot be put on the queue for {Channel} and is kept: {Reason}")]
        public static partial void Dead(ILogger logger, string channel, string what, string reason);
    }
}
