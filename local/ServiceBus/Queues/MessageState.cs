namespace Butler.Local.ServiceBus.Queues;

/// <summary>The states of messages, with the numbers of the service's protocol.</summary>
internal enum MessageState
{
    /// <summary>The message waits for a receiver, or is locked.</summary>
    Active = 0,

    /// <summary>The message waits for a request by its sequence number.</summary>
    Deferred = 1,

    /// <summary>The message waits for its scheduled time.</summary>
    Scheduled = 2,
}
