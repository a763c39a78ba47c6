namespace Butler.Local.ServiceBus.Queues;

/// <summary>How one queue behaves: what the Bicep of a deployed queue says, for the emulated one.</summary>
internal sealed record QueueOptions
{
    /// <summary>The queue's name; case does not count.</summary>
    public required string Name { get; init; }

    /// <summary>How long a receiver may hold a message before it goes back to the queue.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a message is handed out before it goes to the dead-letter queue.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>
    /// The longest a message lives, counted from the time it becomes visible; a message may ask for less, never for more.
    /// </summary>
    public TimeSpan DefaultTimeToLive { get; init; } = TimeSpan.FromDays(14);

    /// <summary>For how long an equal message id is dropped; null switches duplicate detection off.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether an expired message goes to the dead-letter queue; otherwise it is dropped.</summary>
    public bool DeadLetteringOnExpiration { get; init; } = true;

    /// <summary>The largest message, or batch as a whole, in bytes and with its properties.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>The most the queue and its dead-letter queue hold together, in bytes.</summary>
    public long MaxQueueBytes { get; init; } = 1L << 30;

    /// <summary>The queue that dead letters are moved to; null: they stay in this queue's dead-letter queue.</summary>
    public string? ForwardDeadLetteredMessagesTo { get; init; }
}
