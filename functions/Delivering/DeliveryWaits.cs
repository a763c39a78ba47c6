using System.Globalization;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Queues;

namespace Butler.Functions.Delivering;

/// <summary>
/// Puts off deliveries whose destination has no free place. A wait is not an attempt; a long wait is recorded in the row.
/// </summary>
internal sealed class DeliveryWaits(DeliveryRows rows, Rescheduler rescheduler, TimeProvider time)
{
    /// <summary>How often the row of a delivery that waits without an attempt says so; less than what reconciling waits for.</summary>
    private static readonly TimeSpan Noted = TimeSpan.FromMinutes(10);

    /// <summary>Puts a delivery off.</summary>
    /// <returns>False when it has waited for as long as it may: it is to be given up.</returns>
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
