using System.Diagnostics.CodeAnalysis;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// A queue or its dead-letter queue: ready, locked and deferred messages, and waiting receivers. It only keeps the order;
/// <see cref="BrokerQueue"/>, whose lock guards it, decides about messages and the log.
/// </summary>
internal sealed class SubQueue
{
    private readonly MessageHeap ready = new(MessageHeap.Index.Place);
    private readonly MessageHeap byLockEnd = new(MessageHeap.Index.Place);
    private readonly Dictionary<Guid, StoredMessage> byToken = [];
    private readonly Dictionary<long, StoredMessage> deferred = [];
    private readonly LinkedList<TaskCompletionSource<Delivery?>> waiters = [];

    public int ReadyCount => ready.Count;

    public int LockedCount => byToken.Count;

    public int DeferredCount => deferred.Count;

    public int WaitingCount => waiters.Count;

    /// <summary>When the first lock ends, in UTC ticks; <see cref="long.MaxValue"/> when there is none.</summary>
    public long FirstLockEnd => byLockEnd.FirstKey;

    public StoredMessage FirstLocked => byLockEnd.First;

    public bool HasReaderAndMessage => waiters.Count > 0 && ready.Count > 0;

    public StoredMessage FirstReady => ready.First;

    public void AddReady(StoredMessage message) => ready.Add(message.SequenceNumber, message);

    public void RemoveReady(StoredMessage message) => ready.Remove(message);

    public void AddLocked(StoredMessage message)
    {
        byToken.Add(message.LockToken, message);
        byLockEnd.Add(message.LockedUntil.UtcTicks, message);
    }

    public void RemoveLocked(StoredMessage message)
    {
        byToken.Remove(message.LockToken);
        byLockEnd.Remove(message);
    }

    public bool TryGetLocked(Guid token, [NotNullWhen(true)] out StoredMessage? message) => byToken.TryGetValue(token, out message);

    public void AddDeferred(StoredMessage message) => deferred.Add(message.SequenceNumber, message);

    public void RemoveDeferred(StoredMessage message) => deferred.Remove(message.SequenceNumber);

    public StoredMessage? FindDeferred(long sequenceNumber) => deferred.GetValueOrDefault(sequenceNumber);

    /// <summary>Adds a receiver at the end of the waiting ones.</summary>
    public LinkedListNode<TaskCompletionSource<Delivery?>> AddWaiter() =>
        waiters.AddLast(new TaskCompletionSource<Delivery?>(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Removes a waiting receiver; does nothing when it has already got a message.</summary>
    public void Withdraw(LinkedListNode<TaskCompletionSource<Delivery?>> waiter)
    {
        if (waiter.List is not null)
        {
            waiters.Remove(waiter);
            waiter.Value.SetResult(null);
        }
    }

    /// <summary>Gives a message to the longest waiting receiver.</summary>
    public void Serve(Delivery delivery)
    {
        var waiter = waiters.First!;
        waiters.RemoveFirst();
        waiter.Value.SetResult(delivery);
    }

    public IEnumerable<StoredMessage> All() => ready.All().Concat(byLockEnd.All()).Concat(deferred.Values);
}
