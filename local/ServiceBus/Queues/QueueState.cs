namespace Butler.Local.ServiceBus.Queues;

/// <summary>The state in a queue's log.</summary>
/// <param name="Messages">All messages in the queue or its dead-letter queue.</param>
/// <param name="History">The ids for duplicate detection, the oldest first.</param>
/// <param name="NextSequenceNumber">The next unused number.</param>
internal sealed record QueueState(
    IReadOnlyCollection<StoredMessage> Messages, IReadOnlyCollection<(string Id, DateTimeOffset SentAt)> History, long NextSequenceNumber);
