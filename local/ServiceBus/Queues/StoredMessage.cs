using System.Globalization;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>A message in the broker's keeping. Guarded by its queue's lock.</summary>
internal sealed class StoredMessage
{
    public required OutgoingMessage Sent { get; set; }

    /// <summary>The sender's id, or the one the broker made up.</summary>
    public required string MessageId { get; init; }

    /// <summary>When it was sent: duplicate detection counts from here.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Its place in the queue. A scheduled message gets a new one when it becomes visible.</summary>
    public required long SequenceNumber { get; set; }

    /// <summary>Whether it waits for its time; then <see cref="OutgoingMessage.ScheduledEnqueueTime"/> says which.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>The number it had while it was scheduled, or in the queue that forwarded it; 0: none.</summary>
    public long EnqueuedSequenceNumber { get; set; }

    public DateTimeOffset EnqueuedTime { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public int DeliveryCount { get; set; }

    /// <summary>Why it lies in the dead-letter queue; null: it does not.</summary>
    public DeadLetterCause? DeadLetter { get; set; }

    /// <summary>The queue that forwarded it when it was dead-lettered there.</summary>
    public string? DeadLetterSource { get; set; }

    /// <summary>Whether it is received only by its sequence number.</summary>
    public bool IsDeferred { get; set; }

    public Guid LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>The bytes it counts for; kept because it is asked for often.</summary>
    public long Size { get; init; }

    /// <summary>Where it stands in the heap that holds it by place, lock or schedule; kept by <see cref="MessageHeap"/>.</summary>
    public int PlaceIndex { get; set; } = -1;

    /// <summary>Where it stands in the heap by expiry; kept by <see cref="MessageHeap"/>.</summary>
    public int ExpiryIndex { get; set; } = -1;

    /// <summary>Whether a lock URI that says <paramref name="id"/> means this message.</summary>
    public bool IsNamed(string id) =>
        id == MessageId || (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == SequenceNumber);

    /// <summary>Makes it visible.</summary>
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
