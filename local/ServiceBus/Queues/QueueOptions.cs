namespace Butler.Local.ServiceBus.Queues;

/// <summary>The settings of an emulated queue, like those in the Bicep of a deployed queue.</summary>
internal sealed record QueueOptions
{
    /// <summary>The queue's name; case-insensitive.</summary>
    public required string Name { get; init; }

    /// <summary>How long a receiver may lock a message before it returns to the queue.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum number of deliveries before a message is dead-lettered.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>
    /// The maximum lifetime of a message, from the time it becomes visible; a message may request less, but not more.
    /// </summary>
    public TimeSpan DefaultTimeToLive { get; init; } = TimeSpan.FromDays(14);

    /// <summary>For how long an equal message id is dropped; null switches duplicate detection off.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether an expired message goes to the dead-letter queue; otherwise it is dropped.</summary>
    public bool DeadLetteringOnExpiration { get; init; } = true;

    /// <summary>The maximum size of a message or a whole batch, in bytes and with its properties.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>The maximum size of the queue and its dead-letter queue together, in bytes.</summary>
    public long MaxQueueBytes { get; init; } = 1L << 30;

    /// <summary>The target queue for dead letters; null: this queue's dead-letter queue.</summary>
    public string? ForwardDeadLetteredMessagesTo { get; init; }
}
