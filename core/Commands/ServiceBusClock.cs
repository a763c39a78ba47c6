using Butler.Core.Azure.ServiceBus;

namespace Butler.Core.Commands;

/// <summary>
/// Estimates the time of Service Bus's clock from its messages. A message has its enqueue time and the end of its lock, both by the
/// service's clock. The shortest interval seen between the two is an upper limit of the lock's duration. The end of a lock less that
/// limit is a time that has certainly passed. The estimate is exact after one message was received while a receiver waited for it, and
/// is never ahead: no command expires early, even when this machine's clock is wrong.
/// </summary>
public sealed class ServiceBusClock(TimeProvider time)
{
    private readonly Lock gate = new();
    private TimeSpan lockDuration = TimeSpan.FromMinutes(5); // the longest that Service Bus allows
    private DateTimeOffset known;
    private long knownAt;

    /// <summary>The service's current time, or this machine's time before the first message.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
            {
                return known == default ? time.GetUtcNow() : known + time.GetElapsedTime(knownAt);
            }
        }
    }

    /// <summary>Updates the estimate from a message that was just received.</summary>
    public void Learn(LockedMessage message)
    {
        if (message.EnqueuedTime is not { } enqueued)
        {
            return;
        }

        lock (gate)
        {
            var passed = enqueued;
            if (message.LockedUntil is { } until && until > enqueued)
            {
                lockDuration = until - enqueued < lockDuration ? until - enqueued : lockDuration;
                passed = until - lockDuration > enqueued ? until - lockDuration : enqueued;
            }

            var now = time.GetTimestamp();
            if (known == default || passed > known + time.GetElapsedTime(knownAt, now))
            {
                (known, knownAt) = (passed, now);
            }
        }
    }
}
