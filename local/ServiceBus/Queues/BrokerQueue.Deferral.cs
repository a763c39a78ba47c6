namespace Butler.Local.ServiceBus.Queues;

/// <content>Operations on messages by sequence number: defer and receive, schedule and cancel, peek.</content>
internal sealed partial class BrokerQueue
{
    /// <summary>Defers a locked message until a receiver requests it by its sequence number.</summary>
    public bool Defer(bool deadLetter, Guid lockToken, IReadOnlyDictionary<string, object>? changes) =>
        WithLocked(deadLetter, null, lockToken, (line, message, _) =>
        {
            Change(message, changes);
            log?.Deferred(message);
            line.RemoveLocked(message);
            message.IsDeferred = true;
            Place(message);
        });

    /// <summary>Locks deferred messages. When a lock ends, its message is deferred again.</summary>
    /// <returns>Null when one of them is missing or has expired; then none is locked.</returns>
    public IReadOnlyList<Delivery>? ReceiveDeferred(bool deadLetter, IReadOnlyList<long> sequenceNumbers)
    {
        lock (gate)
        {
            var now = CatchUp();
            var line = Line(deadLetter);
            var found = sequenceNumbers.Distinct().Select(line.FindDeferred).OfType<StoredMessage>().ToList();
            var expired = found.FindAll(message => message.DeadLetter is null && message.ExpiresAt <= now);
            expired.ForEach(message => Expire(message, () => line.RemoveDeferred(message)));
            var deliveries = expired.Count > 0 || found.Count < sequenceNumbers.Distinct().Count()
                ? null
                : found.ConvertAll(message => LockDeferred(line, message, now));
            Settle();
            return deliveries;
        }
    }

    /// <summary>Removes scheduled messages.</summary>
    /// <returns>False when one of them is no longer scheduled; then none is removed.</returns>
    public bool CancelScheduled(IReadOnlyList<long> sequenceNumbers)
    {
        lock (gate)
        {
            CatchUp();
            var wanted = sequenceNumbers.ToHashSet();
            var found = scheduled.All().Where(message => wanted.Contains(message.SequenceNumber)).ToList();
            if (found.Count == wanted.Count)
            {
                foreach (var message in found)
                {
                    log?.Removed(message);
                    scheduled.Remove(message);
                    bytes -= message.Size;
                }
            }

            Settle();
            return found.Count == wanted.Count;
        }
    }

    /// <summary>Returns messages in any state, in order of their sequence numbers, without changing them.</summary>
    public IReadOnlyList<Delivery> Peek(bool deadLetter, long fromSequenceNumber, int count)
    {
        lock (gate)
        {
            CatchUp();
            Settle();
            return
            [
                .. Line(deadLetter).All().Concat(deadLetter ? [] : scheduled.All())
                    .Where(message => message.SequenceNumber >= fromSequenceNumber)
                    .OrderBy(message => message.SequenceNumber)
                    .Take(count)
                    .Select(Delivery.Of),
            ];
        }
    }

    private Delivery LockDeferred(SubQueue line, StoredMessage message, DateTimeOffset now)
    {
        log?.Delivered(message, message.DeliveryCount + 1);
        line.RemoveDeferred(message);
        return Lock(line, message, now);
    }
}
