namespace Butler.Local.ServiceBus.Queues;

/// <summary>The access of the Functions host to the Service Bus emulator in the same process.</summary>
internal interface IQueueSource
{
    /// <summary>Takes the next message under a lock, waiting for one until cancelled.</summary>
    /// <param name="entityPath">A queue's name, or a queue's name followed by <c>/$DeadLetterQueue</c>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task<BrokerMessage> ReceiveAsync(string entityPath, CancellationToken cancellationToken);

    /// <summary>Removes a message; false when the lock was lost.</summary>
    bool Complete(string entityPath, Guid lockToken);

    /// <summary>Unlocks a message; false when the lock was lost.</summary>
    bool Abandon(string entityPath, Guid lockToken);

    /// <summary>Extends a message's lock by its full duration; false when the lock was lost.</summary>
    bool Renew(string entityPath, Guid lockToken);
}

/// <summary>A message for a receiver.</summary>
internal sealed record BrokerMessage
{
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string MessageId { get; init; }

    public string? ContentType { get; init; }

    public string? Label { get; init; }

    public string? CorrelationId { get; init; }

    public string? To { get; init; }

    public string? ReplyTo { get; init; }

    public string? SessionId { get; init; }

    public string? PartitionKey { get; init; }

    public long SequenceNumber { get; init; }

    /// <summary>The number it had while it was scheduled, or in the queue that forwarded it; 0: none.</summary>
    public long EnqueuedSequenceNumber { get; init; }

    public MessageState State { get; init; }

    public DateTimeOffset EnqueuedTime { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset LockedUntil { get; init; }

    public Guid LockToken { get; init; }

    /// <summary>The number of deliveries, including this one, from 1.</summary>
    public int DeliveryCount { get; init; }

    public string? DeadLetterSource { get; init; }

    /// <summary>
    /// Custom properties, of the types that <see cref="PropertyCodec"/> supports; <c>DeadLetterReason</c> and
    /// <c>DeadLetterErrorDescription</c> for a dead letter.
    /// </summary>
    public required IReadOnlyDictionary<string, object> Properties { get; init; }
}
