namespace Butler.Local.ServiceBus.Queues;

/// <summary>What a queue's log keeps.</summary>
/// <param name="Messages">All that are in the queue or its dead-letter queue.</param>
/// <param name="History">The ids that duplicate detection knows, the oldest first.</param>
/// <param name="NextSequenceNumber">The lowest number not yet given out.</param>
internal sealed record QueueState(
    IReadOnlyCollection<StoredMessage> Messages, IReadOnlyCollection<(string Id, DateTimeOffset SentAt)> History, long NextSequenceNumber);
