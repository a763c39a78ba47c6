namespace Butler.Local.ServiceBus.Queues;

/// <summary>What a message waits for. The numbers are those of the service's protocol.</summary>
internal enum MessageState
{
    /// <summary>A receiver, or the end of its lock.</summary>
    Active = 0,

    /// <summary>A receiver that asks for it by its sequence number.</summary>
    Deferred = 1,

    /// <summary>Its time.</summary>
    Scheduled = 2,
}
