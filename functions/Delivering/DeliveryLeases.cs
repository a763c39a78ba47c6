using Butler.Functions.Alerts;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>Lets one run at a time send a delivery.</summary>
internal sealed partial class DeliveryLeases(DeliveryRows rows, Rescheduler rescheduler, TimeProvider time, ILogger<DeliveryLeases> logger)
{
    private static readonly TimeSpan BeyondLease = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Returns the delivery's row with this run's lease (<see cref="DeliveryState.Sending"/>), or in its final state, or waiting for a
    /// relay. Null when there is nothing to do: a newer attempt is on the queue, or another run holds the lease and this message returns
    /// after it.
    /// </summary>
    public async Task<DeliveryRow?> TakeAsync(
        TriggerMessage message, DeliveryMessage delivery, string what, CancellationToken cancellationToken)
    {
        var attempt = message.Number(Rescheduler.AttemptProperty, 1);
        var replay = message.Number(DeliveryProperties.Replay, 0);
        var id = delivery.Delivery.Id;
        var row = attempt == 1 && replay == 0 && Rescheduler.Hops(message) == 0 && message.DeliveryCount == 1
            ? await rows.AddAsync(delivery, what, attempt, replay, cancellationToken)
            : null;
        while (row is null)
        {
            var found = await rows.FindAsync(delivery.Event.Id, id, cancellationToken);
            switch (found)
            {
                case null:
                    row = await rows.AddAsync(delivery, what, attempt, replay, cancellationToken);
                    break;
                case { Replay: var newer } when newer > replay:
                    return null;
                case { State: DeliveryState.Sent or DeliveryState.Dead } when found.Replay == replay:
                    return found;
                case { Attempt: var newer } when newer > attempt && found.Replay == replay:
                    return null;
                case { State: DeliveryState.Relayed } when found.Attempt == attempt && found.Replay == replay:
                    return found;
                case { State: DeliveryState.Sending, LeaseUntil: { } until }
                    when found.Attempt == attempt && found.Replay == replay && until > time.GetUtcNow():
                    await rescheduler.SendAsync(message, cancellationToken, until + BeyondLease - time.GetUtcNow());
                    Log.Leased(logger, id, until);
                    return null;
                default:
                    // The previous holder of this attempt's lease has stopped, and it is unknown whether it has sent the delivery.
                    // A replay of a sent delivery is always a possible duplicate.
                    var cutOff = (found.State == DeliveryState.Sending && found.Attempt == attempt && found.Replay == replay)
                        || found.State == DeliveryState.Sent;
                    row = await rows.LeaseAsync(found, attempt, replay, cancellationToken);
                    row = row is null ? null : row with { MaybeArrived = found.MaybeArrived || cutOff };
                    break;
            }
        }

        return row with { MaybeArrived = row.MaybeArrived || message.Text(DeliveryProperties.MaybeArrived) is not null };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Another run sends delivery {Id} until {Until:HH:mm:ss}")]
        public static partial void Leased(ILogger logger, string id, DateTimeOffset until);
    }
}
