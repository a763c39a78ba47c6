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

    /// <summary>The id of what this answers.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>When it becomes visible; null: at once.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>How long it is worth receiving, from the time it becomes visible; null: as the queue says.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Custom properties of the types that <see cref="PropertyValue"/> names. Names are ASCII letters, digits and hyphens.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; init; } = new Dictionary<string, object>();
}

/// <summary>A message that this receiver holds a lock on.</summary>
public sealed record LockedMessage
{
    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The body's bytes as they were sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Where the lock lives: what complete, abandon and renew address.</summary>
    public required Uri Lock { get; init; }

    /// <summary>The message id.</summary>
    public string? MessageId { get; init; }

    /// <summary>The label.</summary>
    public string? Label { get; init; }

    /// <summary>The id of what this answers.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>How often it has been handed out, from 1.</summary>
    public int DeliveryCount { get; init; }

    /// <summary>When the queue took it, by the service's clock.</summary>
    public DateTimeOffset? EnqueuedTime { get; init; }

    /// <summary>When the lock ends, by the service's clock.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Custom properties, names compared without case.</summary>
    public required IReadOnlyDictionary<string, object> Properties { get; init; }
}

/// <summary>A message that Service Bus will never take.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reason">Why, in words an operator can act on.</param>
public sealed record RejectedMessage(QueueMessage Message, string Reason);
