namespace Butler.Local.ServiceBus.Queues;

/// <summary>
/// One queue and its dead-letter queue. Every change is logged before it is made in memory, so that an acknowledged change survives a
/// crash. There is no polling: receivers are woken, and one timer is set for the next moment at which a schedule, a lock or a lifetime
/// ends.
/// </summary>
internal sealed partial class BrokerQueue : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SubQueue main = new();
    private readonly SubQueue dead = new();
    private readonly MessageHeap scheduled = new(MessageHeap.Index.Place);
    private readonly MessageHeap expiring = new(MessageHeap.Index.Expiry);
    private readonly DuplicateHistory history;
    private readonly QueueOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly QueueLog? log;
    private readonly ITimer timer;
    private long armedFor = long.MaxValue;
    private long nextSequenceNumber = 1;
    private long bytes;
    private long sent;
    private long completed;

    /// <param name="options">The settings of the queue.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log for failures without a caller.</param>
    /// <param name="logPath">The file that keeps the queue across restarts; null: memory only.</param>
    public BrokerQueue(QueueOptions options, TimeProvider time, ILogger logger, string? logPath)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        history = new DuplicateHistory(options.DuplicateDetectionWindow);
        timer = time.CreateTimer(static queue => ((BrokerQueue)queue!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (logPath is not null)
        {
            log = QueueLog.Open(logPath, out var recovered);
            lock (gate)
            {
                Recover(recovered);
                log.Compact(State());
                CatchUp();
                Arm();
            }
        }
    }

    /// <summary>Accepts messages, all or none; duplicates are dropped silently.</summary>
    /// <returns>The sequence number of each; 0 for a duplicate.</returns>
    /// <exception cref="BrokerException">The messages are too large or malformed, or the queue is full.</exception>
    public IReadOnlyList<long> Send(IReadOnlyList<OutgoingMessage> messages)
    {
        var size = SendRules.Check(messages, options);
        lock (gate)
        {
            var now = CatchUp();
            if (bytes + size > options.MaxQueueBytes)
            {
                throw new BrokerException(
                    BrokerFault.QuotaExceeded,
                    $"The maximum entity size has been reached or exceeded for the queue '{options.Name}': quota exceeded.");
            }

            var numbers = new long[messages.Count];
            var fresh = WithoutDuplicates(messages, now, numbers);
            if (fresh.Count > 0)
            {
                log?.Put(fresh);
                foreach (var message in fresh)
                {
                    Remember(message, now);
                    Place(message);
                }
            }

            sent += messages.Count;
            Settle();
            return numbers;
        }
    }

    /// <summary>Takes the next message under a lock.</summary>
    /// <param name="deadLetter">Whether to receive from the dead-letter queue.</param>
    /// <param name="wait">How long to wait for one; <see cref="Timeout.InfiniteTimeSpan"/>: until cancelled.</param>
    /// <param name="cancellationToken">Ends the wait, like its time-out.</param>
    /// <returns>The message, or null when the wait ended.</returns>
    public ValueTask<Delivery?> ReceiveAsync(bool deadLetter, TimeSpan wait, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<Delivery?>> waiter;
        var line = Line(deadLetter);
        lock (gate)
        {
            var now = CatchUp();
            if (line.ReadyCount > 0)
            {
                var delivery = LockFirst(line, now);
                Settle();
                return new(delivery);
            }

            Arm();
            if (wait == TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            {
                return new((Delivery?)null);
            }

            waiter = line.AddWaiter();
        }

        return new(WaitAsync(line, waiter, wait, cancellationToken));
    }

    /// <summary>Removes a locked message for good.</summary>
    /// <param name="deadLetter">Whether the message is in the dead-letter queue.</param>
    /// <param name="id">Its message id or sequence number; null: only the token is checked.</param>
    /// <param name="lockToken">The lock.</param>
    /// <returns>False when the lock was lost.</returns>
    public bool Complete(bool deadLetter, string? id, Guid lockToken) => WithLocked(deadLetter, id, lockToken, (line, message, _) =>
    {
        log?.Removed(message);
        line.RemoveLocked(message);
        bytes -= message.Size;
        completed++;
    });

    /// <summary>Unlocks a message at its old position; after too many deliveries it is dead-lettered.</summary>
    /// <param name="deadLetter">Whether the message is in the dead-letter queue.</param>
    /// <param name="id">Its message id or sequence number; null: only the token is checked.</param>
    /// <param name="lockToken">The lock.</param>
    /// <param name="changes">Custom properties to set.</param>
    /// <returns>False when the lock was lost.</returns>
    public bool Abandon(bool deadLetter, string? id, Guid lockToken, IReadOnlyDictionary<string, object>? changes = null) =>
        WithLocked(deadLetter, id, lockToken, (_, message, now) =>
        {
            Change(message, changes);
            GiveBack(message, now);
        });

    /// <summary>Dead-letters a locked message on request of its receiver; custom properties may be set.</summary>
    public bool DeadLetter(bool deadLetter, Guid lockToken, DeadLetterCause cause, IReadOnlyDictionary<string, object>? changes) =>
        WithLocked(deadLetter, null, lockToken, (line, message, _) =>
        {
            Change(message, changes);
            SetAside(message, cause, () => line.RemoveLocked(message));
        });

    /// <summary>Unlocks a message that did not reach its receiver, without counting a delivery.</summary>
    public bool Release(bool deadLetter, Guid lockToken) => WithLocked(deadLetter, null, lockToken, (_, message, now) =>
    {
        log?.Delivered(message, message.DeliveryCount - 1);
        message.DeliveryCount--;
        GiveBack(message, now);
    });

    /// <summary>Extends a lock by its full duration.</summary>
    /// <returns>The new end of the lock; null when the lock was lost.</returns>
    public DateTimeOffset? Renew(bool deadLetter, string? id, Guid lockToken)
    {
        DateTimeOffset? end = null;
        WithLocked(deadLetter, id, lockToken, (line, message, now) =>
        {
            line.RemoveLocked(message);
            message.LockedUntil = now + options.LockDuration;
            line.AddLocked(message);
            end = message.LockedUntil;
        });
        return end;
    }

    /// <summary>Returns the current counts.</summary>
    public QueueCounts Count()
    {
        lock (gate)
        {
            return new(
                options.Name,
                main.ReadyCount,
                scheduled.Count,
                main.LockedCount,
                dead.ReadyCount + dead.LockedCount + dead.DeferredCount,
                sent,
                completed,
                main.WaitingCount + dead.WaitingCount,
                main.DeferredCount);
        }
    }

    /// <summary>The maximum size of a message or batch, in bytes.</summary>
    public int MaxMessageBytes => options.MaxMessageBytes;

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            log?.Dispose();
        }
    }

    private SubQueue Line(bool deadLetter) => deadLetter ? dead : main;

    private bool WithLocked(bool deadLetter, string? id, Guid lockToken, Action<SubQueue, StoredMessage, DateTimeOffset> action)
    {
        lock (gate)
        {
            var now = CatchUp();
            var line = Line(deadLetter);
            var found = line.TryGetLocked(lockToken, out var message) && (id is null || message.IsNamed(id));
            if (found)
            {
                action(line, message!, now);
            }

            Settle();
            return found;
        }
    }

    private async Task<Delivery?> WaitAsync(
        SubQueue line, LinkedListNode<TaskCompletionSource<Delivery?>> waiter, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait, time);
        using var onTimeout = timeout.Token.UnsafeRegister(_ => Withdraw(line, waiter), null);
        using var onCancel = cancellationToken.UnsafeRegister(_ => Withdraw(line, waiter), null);
        return await waiter.Value.Task;
    }

    private void Withdraw(SubQueue line, LinkedListNode<TaskCompletionSource<Delivery?>> waiter)
    {
        lock (gate)
        {
            line.Withdraw(waiter);
        }
    }

    private void OnTimer()
    {
        lock (gate)
        {
            armedFor = long.MaxValue;
            try
            {
                CatchUp();
                Settle();
            }
            catch (IOException fault)
            {
                // There is no caller to notify. The due work remains due; the disk may soon have room again.
                Log.CannotWrite(logger, options.Name, fault);
                Arm(time.GetUtcNow() + RetryAfterFailure);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The log of queue {Queue} cannot be written; due messages wait")]
        public static partial void CannotWrite(ILogger logger, string queue, Exception fault);

        [LoggerMessage(Level = LogLevel.Error, Message = "A dead letter of queue {Queue} cannot be forwarded to {Target} and stays")]
        public static partial void CannotForward(ILogger logger, string queue, string target, Exception fault);
    }
}
