namespace Butler.Core.Azure.ServiceBus;

/// <summary>A message to be sent to a queue.</summary>
public sealed record QueueMessage
{
    /// <summary>The body, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The id that duplicate detection goes by; at most 128 characters.</summary>
    public required string MessageId { get; init; }

    /// <summary>The label, which an AMQP receiver sees as the subject.</summary>
    public string? Label { get; init; }

    /// <summary>The id of the message that this one answers.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>When the message becomes visible; null: at once.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>How long the message is kept from the time it becomes visible; null: the default of the queue.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>
    /// Custom properties of the types that <see cref="PropertyValue"/> names. Names are ASCII letters, digits and hyphens.
    /// </summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = new Dictionary<string, object>();
}

/// <summary>A message that this receiver holds a lock on.</summary>
public sealed record LockedMessage
{
    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The body's bytes as they were sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The lock, for complete, abandon and renew.</summary>
    public required Guid LockToken { get; init; }

    /// <summary>The message id.</summary>
    public string? MessageId { get; init; }

    /// <summary>The label.</summary>
    public string? Label { get; init; }

    /// <summary>The id of the message that this one answers.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>How many times the message has been received, from 1.</summary>
    public int DeliveryCount { get; init; }

    /// <summary>When the message was enqueued, by the service's clock.</summary>
    public DateTimeOffset? EnqueuedTime { get; init; }

    /// <summary>When the lock ends, by the service's clock.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Custom properties, names compared without case.</summary>
    public required IReadOnlyDictionary<string, object> Properties { get; init; }
}

/// <summary>A message that Service Bus cannot accept.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reason">Why, in terms an operator can act on.</param>
public sealed record RejectedMessage(QueueMessage Message, string Reason);
