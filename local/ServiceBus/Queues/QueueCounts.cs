namespace Butler.Local.ServiceBus.Queues;

/// <summary>The counts of a queue, for the live status.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Active">Messages that are ready to be received.</param>
/// <param name="Scheduled">Scheduled messages.</param>
/// <param name="Locked">Locked messages.</param>
/// <param name="DeadLettered">Messages in the dead-letter queue, including locked ones.</param>
/// <param name="Sent">Messages accepted since the start, including duplicates.</param>
/// <param name="Completed">Messages removed by receivers since the start.</param>
/// <param name="Waiting">Waiting receivers, including those of the dead-letter queue.</param>
/// <param name="Deferred">Deferred messages.</param>
internal sealed record QueueCounts(
    string Queue, int Active, int Scheduled, int Locked, int DeadLettered, long Sent, long Completed, int Waiting, int Deferred = 0);
