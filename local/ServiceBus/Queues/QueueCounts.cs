namespace Butler.Local.ServiceBus.Queues;

/// <summary>How many messages a queue holds, for the live status.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Active">Ready to be received.</param>
/// <param name="Scheduled">Waiting for their time.</param>
/// <param name="Locked">In a receiver's hands.</param>
/// <param name="DeadLettered">In the dead-letter queue, locked ones too.</param>
/// <param name="Sent">Taken since the start, duplicates included.</param>
/// <param name="Completed">Removed by a receiver since the start.</param>
/// <param name="Waiting">Receivers in line, those of the dead-letter queue too.</param>
/// <param name="Deferred">Waiting for a receiver that asks for them by number.</param>
internal sealed record QueueCounts(
    string Queue, int Active, int Scheduled, int Locked, int DeadLettered, long Sent, long Completed, int Waiting, int Deferred = 0);
