namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// Service Bus's handling of messages in this process: queues with locks, redelivery, schedules, lifetimes, duplicate detection and dead
/// letters. Without a directory everything is in memory; with one, all acknowledged changes outlive the process.
/// </summary>
internal sealed class Broker : IQueueSource, IDisposable
{
    private const string DeadLetterSuffix = "/$DeadLetterQueue";

    private readonly Dictionary<string, (BrokerQueue Queue, bool DeadLetter)> entities = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<BrokerQueue> queues = [];
    private readonly FileStream? directoryLock;

    /// <param name="queues">The queues; names are case-insensitive.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log for failures without a caller.</param>
    /// <param name="directory">The directory in which the queues are kept across restarts; null: in memory only.</param>
    /// <exception cref="ArgumentException">A queue forwards its dead letters to no queue, or to one that forwards too.</exception>
    /// <exception cref="IOException">The directory is in use by another broker, or cannot be written.</exception>
    public Broker(IEnumerable<QueueOptions> queues, TimeProvider time, ILogger logger, string? directory = null)
    {
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            directoryLock = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }

        try
        {
            foreach (var options in queues)
            {
                Add(options, time, logger, directory);
            }

            foreach (var queue in this.queues)
            {
                queue.ForwardTo(ForwardTarget(queue));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Accepts messages, all or none; duplicates are dropped silently.</summary>
    /// <returns>The sequence number of each; 0 for a duplicate.</returns>
    /// <exception cref="BrokerException">The queue does not exist, or rejects the messages.</exception>
    public IReadOnlyList<long> Send(string queue, params IReadOnlyList<OutgoingMessage> messages)
    {
        var (found, deadLetter) = Find(queue);
        if (deadLetter)
        {
            throw new BrokerException(BrokerFault.BadRequest, "Messages cannot be sent to a dead-letter queue.");
        }

        return found.Send(messages);
    }

    /// <summary>Takes the next message under a lock; null when the wait ended or was canceled.</summary>
    /// <exception cref="BrokerException">The queue does not exist.</exception>
    public ValueTask<Delivery?> ReceiveAsync(string entityPath, TimeSpan wait, CancellationToken cancellationToken)
    {
        var (queue, deadLetter) = Find(entityPath);
        return queue.ReceiveAsync(deadLetter, wait, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="BrokerException">The queue does not exist.</exception>
    public async Task<BrokerMessage> ReceiveAsync(string entityPath, CancellationToken cancellationToken)
    {
        var delivery = await ReceiveAsync(entityPath, Timeout.InfiniteTimeSpan, cancellationToken);
        if (delivery is not null && cancellationToken.IsCancellationRequested)
        {
            // The message arrived when the wait ended, so the caller will not get it.
            Release(entityPath, delivery.Message.LockToken);
            delivery = null;
        }

        return delivery?.Message ?? throw new OperationCanceledException(cancellationToken);
    }

    /// <inheritdoc/>
    public bool Complete(string entityPath, Guid lockToken) => Complete(entityPath, null, lockToken);

    /// <inheritdoc/>
    public bool Abandon(string entityPath, Guid lockToken) => Abandon(entityPath, null, lockToken);

    /// <inheritdoc/>
    public bool Renew(string entityPath, Guid lockToken) => Renew(entityPath, null, lockToken);

    /// <summary>Like <see cref="Complete(string, Guid)"/>, only for the message with this id or sequence number.</summary>
    public bool Complete(string entityPath, string? id, Guid lockToken)
    {
        var (queue, deadLetter) = Find(entityPath);
        return queue.Complete(deadLetter, id, lockToken);
    }

    /// <summary>Like <see cref="Abandon(string, Guid)"/>, only for the message with this id or sequence number.</summary>
    public bool Abandon(string entityPath, string? id, Guid lockToken)
    {
        var (queue, deadLetter) = Find(entityPath);
        return queue.Abandon(deadLetter, id, lockToken);
    }

    /// <summary>Like <see cref="Renew(string, Guid)"/>, only for the message with this id or sequence number.</summary>
    public bool Renew(string entityPath, string? id, Guid lockToken)
    {
        var (queue, deadLetter) = Find(entityPath);
        return queue.Renew(deadLetter, id, lockToken) is not null;
    }

    /// <summary>Unlocks a message that did not reach its receiver, without counting a delivery.</summary>
    public bool Release(string entityPath, Guid lockToken)
    {
        var (queue, deadLetter) = Find(entityPath);
        return queue.Release(deadLetter, lockToken);
    }

    /// <summary>Finds a queue, and whether the path is that of its dead-letter queue.</summary>
    /// <exception cref="BrokerException">The queue does not exist.</exception>
    public (BrokerQueue Queue, bool DeadLetter) Find(string entityPath) =>
        entities.TryGetValue(entityPath, out var found)
            ? found
            : throw new BrokerException(BrokerFault.NoSuchQueue, $"The messaging entity '{entityPath}' could not be found.");

    /// <summary>The counts of all queues, in the order in which they were given.</summary>
    public IReadOnlyList<QueueCounts> Snapshot() => queues.ConvertAll(queue => queue.Count());

    public void Dispose()
    {
        foreach (var queue in queues)
        {
            queue.Dispose();
        }

        directoryLock?.Dispose();
    }

    /// <summary>The maximum size of a message or batch, in bytes.</summary>
    /// <exception cref="BrokerException">The queue does not exist.</exception>
    public int MaxMessageBytes(string entityPath) => Find(entityPath).Queue.MaxMessageBytes;

    private void Add(QueueOptions options, TimeProvider time, ILogger logger, string? directory)
    {
        if (entities.ContainsKey(options.Name))
        {
            return;
        }

        // Lower case, so that a queue keeps its messages when its name is written in another case.
        var log = directory is null ? null : Path.Combine(directory, Uri.EscapeDataString(options.Name.ToLowerInvariant()) + ".log");
        var queue = new BrokerQueue(options, time, logger, log);
        queues.Add(queue);
        entities.Add(options.Name, (queue, false));
        entities.Add(options.Name + DeadLetterSuffix, (queue, true));
    }

    private BrokerQueue? ForwardTarget(BrokerQueue queue)
    {
        if (queue.ForwardsDeadLettersTo is not { } name)
        {
            return null;
        }

        return entities.TryGetValue(name, out var target) && !target.DeadLetter && target.Queue.ForwardsDeadLettersTo is null
            ? target.Queue
            : throw new ArgumentException($"Dead letters cannot be forwarded to '{name}': it must be a queue that forwards none itself.");
    }
}
