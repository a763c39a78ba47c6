using System.Globalization;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>A message in the broker. Guarded by its queue's lock.</summary>
internal sealed class StoredMessage
{
    public required OutgoingMessage Sent { get; set; }

    /// <summary>The sender's id, or the one that the broker created.</summary>
    public required string MessageId { get; init; }

    /// <summary>When the message was sent, from which duplicate detection counts.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The position in the queue. A scheduled message gets a new one when it becomes visible.</summary>
    public required long SequenceNumber { get; set; }

    /// <summary>Whether the message waits for its <see cref="OutgoingMessage.ScheduledEnqueueTime"/>.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>The number it had while it was scheduled, or in the queue that forwarded it; 0: none.</summary>
    public long EnqueuedSequenceNumber { get; set; }

    public DateTimeOffset EnqueuedTime { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public int DeliveryCount { get; set; }

    /// <summary>Why the message is in the dead-letter queue; null when it is not.</summary>
    public DeadLetterCause? DeadLetter { get; set; }

    /// <summary>The queue that forwarded it when it was dead-lettered there.</summary>
    public string? DeadLetterSource { get; set; }

    /// <summary>Whether it is received only by its sequence number.</summary>
    public bool IsDeferred { get; set; }

    public Guid LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>The size for the limits; cached because it is read often.</summary>
    public long Size { get; init; }

    /// <summary>The index in the heap by position, lock or schedule; kept by <see cref="MessageHeap"/>.</summary>
    public int PlaceIndex { get; set; } = -1;

    /// <summary>The index in the heap by expiry; kept by <see cref="MessageHeap"/>.</summary>
    public int ExpiryIndex { get; set; } = -1;

    /// <summary>Whether <paramref name="id"/> in a lock URI is that of this message.</summary>
    public bool IsNamed(string id) =>
        id == MessageId || (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == SequenceNumber);

    /// <summary>Makes the message visible.</summary>
    public void Activate(long sequenceNumber, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        IsScheduled = false;
        EnqueuedSequenceNumber = SequenceNumber;
        SequenceNumber = sequenceNumber;
        EnqueuedTime = now;
        ExpiresAt = expiresAt;
    }

    /// <summary>Marks it as a dead letter, which is received in order again.</summary>
    public void SetAside(DeadLetterCause cause)
    {
        DeadLetter = cause;
        IsDeferred = false;
    }

    /// <summary>Replaces its custom properties.</summary>
    public void Change(IReadOnlyDictionary<string, object> properties) => Sent = Sent with { Properties = properties };
}
