using System.Globalization;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>
/// Reschedules deliveries whose destination has no free place. A wait is not an attempt; a long wait is recorded in the row.
/// </summary>
internal sealed class DeliveryWaits(DeliveryRows rows, Rescheduler rescheduler, TimeProvider time)
{
    /// <summary>How often the wait of a delivery is recorded in its row; more often than reconciling looks for lost deliveries.</summary>
    private static readonly TimeSpan Noted = TimeSpan.FromMinutes(10);

    /// <summary>Reschedules a delivery.</summary>
    /// <returns>False when the maximum wait is over and the delivery must be given up.</returns>
    public async Task<bool> TryWaitAsync(
        TriggerMessage message, DeliveryMessage delivery, ChannelOptions channel, CircuitPass pass, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var left = delivery.Planned + channel.GiveUpAfter - now;
        if (left <= TimeSpan.Zero && pass.Reason is not null)
        {
            return false;
        }

        var wait = pass.Wait < left || pass.Reason is null ? pass.Wait : left;
        var noted = message.Time(DeliveryProperties.WaitNoted) ?? message.FirstEnqueuedTime ?? now;
        if (now + wait - noted < Noted)
        {
            await rescheduler.SendAsync(message, cancellationToken, wait);
            return true;
        }

        var properties = new Dictionary<string, object>(message.Properties, StringComparer.OrdinalIgnoreCase)
        {
            [DeliveryProperties.WaitNoted] = now.ToString("O", CultureInfo.InvariantCulture),
        };
        var until = await rescheduler.SendAsync(message with { Properties = properties }, cancellationToken, wait);
        await rows.WaitingAsync(
            delivery,
            DeliveryAttempt.Describe(delivery),
            message.Number(Rescheduler.AttemptProperty, 1),
            message.Number(DeliveryProperties.Replay, 0),
            until,
            cancellationToken);
        return true;
    }
}
