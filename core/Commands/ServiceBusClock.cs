using Butler.Core.Azure.ServiceBus;

namespace Butler.Core.Commands;

/// <summary>
/// Service Bus's clock as its messages tell it. A message names when it was enqueued and until when it is locked, both by the
/// service's clock: the lock's duration is at most the shortest time ever seen between the two, so the lock's end less that
/// duration is a time that has certainly passed. It is exact as soon as one message was received while a receiver waited
/// for it, and never too late: no command is given up early, whatever this machine's clock says.
/// </summary>
public sealed class ServiceBusClock(TimeProvider time)
{
    private readonly Lock gate = new();
    private TimeSpan lockDuration = TimeSpan.FromMinutes(5); // the longest that Service Bus allows
    private DateTimeOffset known;
    private long knownAt;

    /// <summary>The service's time now, or this machine's as long as no message told.</summary>
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

    /// <summary>Learns from a message that was received just now.</summary>
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
