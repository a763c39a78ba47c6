namespace Butler.Local.ServiceBus.Queues;

/// <content>The processing of a message from its sending to its end. The caller must hold the queue's lock.</content>
internal sealed partial class BrokerQueue
{
    /// <summary>Processes everything that is due: schedules, then locks, then lifetimes.</summary>
    private DateTimeOffset CatchUp()
    {
        var now = time.GetUtcNow();
        var ticks = now.UtcTicks;
        while (scheduled.FirstKey <= ticks)
        {
            Activate(scheduled.First, now);
        }

        while (main.FirstLockEnd <= ticks)
        {
            GiveBack(main.FirstLocked, now);
        }

        while (dead.FirstLockEnd <= ticks)
        {
            GiveBack(dead.FirstLocked, now);
        }

        while (expiring.FirstKey <= ticks)
        {
            var message = expiring.First;
            Expire(message, () => main.RemoveReady(message));
        }

        return now;
    }

    /// <summary>Serves waiting receivers, compacts the log and sets the timer after each change.</summary>
    private void Settle()
    {
        while (main.HasReaderAndMessage)
        {
            main.Serve(LockFirst(main, time.GetUtcNow()));
        }

        ForwardDeadLetters();
        while (dead.HasReaderAndMessage)
        {
            dead.Serve(LockFirst(dead, time.GetUtcNow()));
        }

        if (log?.IsWorthCompacting(bytes) == true)
        {
            history.Trim(time.GetUtcNow());
            log.Compact(State());
        }

        Arm();
    }

    private List<StoredMessage> WithoutDuplicates(IReadOnlyList<OutgoingMessage> messages, DateTimeOffset now, long[] numbers)
    {
        var fresh = new List<StoredMessage>(messages.Count);
        var inBatch = messages.Count > 1 ? new HashSet<string>(StringComparer.Ordinal) : null;
        var sequenceNumber = nextSequenceNumber;
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.MessageId is { } id && options.DuplicateDetectionWindow is not null
                && (history.Contains(id, now) || inBatch?.Add(id) == false))
            {
                continue;
            }

            var isScheduled = message.ScheduledEnqueueTime > now;
            numbers[i] = sequenceNumber;
            fresh.Add(new StoredMessage
            {
                Sent = message,
                MessageId = message.MessageId ?? Guid.NewGuid().ToString("N"),
                SentAt = now,
                SequenceNumber = sequenceNumber++,
                IsScheduled = isScheduled,
                EnqueuedTime = now,
                ExpiresAt = EndOfLife(message, now),
                Size = message.Size,
            });
        }

        return fresh;
    }

    /// <summary>Records a new message: its number, its bytes and its id for duplicate detection.</summary>
    private void Remember(StoredMessage message, DateTimeOffset now)
    {
        nextSequenceNumber = Math.Max(nextSequenceNumber, message.SequenceNumber + 1);
        bytes += message.Size;
        if (message.Sent.MessageId is { } id)
        {
            history.Add(id, message.SentAt, now);
        }
    }

    /// <summary>Adds a message to the list for its state.</summary>
    private void Place(StoredMessage message)
    {
        if (message.IsDeferred)
        {
            Line(message.DeadLetter is not null).AddDeferred(message);
        }
        else if (message.DeadLetter is not null)
        {
            dead.AddReady(message);
        }
        else if (message.IsScheduled)
        {
            scheduled.Add(message.Sent.ScheduledEnqueueTime!.Value.UtcTicks, message);
        }
        else
        {
            main.AddReady(message);
            expiring.Add(message.ExpiresAt.UtcTicks, message);
        }
    }

    /// <summary>Makes a scheduled message visible: it gets its position in the queue, and its lifetime begins.</summary>
    private void Activate(StoredMessage message, DateTimeOffset now)
    {
        var expiresAt = EndOfLife(message.Sent, now);
        log?.Activated(message, nextSequenceNumber, now, expiresAt);
        scheduled.Remove(message);
        message.Activate(nextSequenceNumber++, now, expiresAt);
        Place(message);
    }

    private Delivery LockFirst(SubQueue line, DateTimeOffset now)
    {
        var message = line.FirstReady;
        log?.Delivered(message, message.DeliveryCount + 1);
        line.RemoveReady(message);
        expiring.Remove(message);
        return Lock(line, message, now);
    }

    /// <summary>Locks a message that was just removed from its list and logged as delivered.</summary>
    private Delivery Lock(SubQueue line, StoredMessage message, DateTimeOffset now)
    {
        message.DeliveryCount++;
        message.LockToken = Guid.NewGuid();
        message.LockedUntil = now + options.LockDuration;
        line.AddLocked(message);
        return Delivery.Of(message);
    }

    private void GiveBack(StoredMessage message, DateTimeOffset now)
    {
        var line = Line(message.DeadLetter is not null);
        if (message.DeadLetter is null && message.DeliveryCount >= options.MaxDeliveryCount)
        {
            SetAside(message, DeadLetterCause.DeliveredTooOften(options.MaxDeliveryCount), () => line.RemoveLocked(message));
        }
        else if (message.DeadLetter is null && message.ExpiresAt <= now)
        {
            Expire(message, () => line.RemoveLocked(message));
        }
        else
        {
            line.RemoveLocked(message);
            Place(message);
        }
    }

    private void Expire(StoredMessage message, Action takeOut)
    {
        if (options.DeadLetteringOnExpiration)
        {
            SetAside(message, DeadLetterCause.Expired, takeOut);
            return;
        }

        log?.Removed(message);
        takeOut();
        expiring.Remove(message);
        bytes -= message.Size;
    }

    private void SetAside(StoredMessage message, DeadLetterCause cause, Action takeOut)
    {
        log?.DeadLettered(message, cause);
        takeOut();
        expiring.Remove(message);
        message.SetAside(cause);
        Place(message);
    }

    private void Change(StoredMessage message, IReadOnlyDictionary<string, object>? changes)
    {
        if (changes is null || changes.Count == 0)
        {
            return;
        }

        var properties = new Dictionary<string, object>(message.Sent.Properties);
        foreach (var (name, value) in changes)
        {
            properties[name] = value;
        }

        log?.Changed(message, properties);
        message.Change(properties);
    }

    private DateTimeOffset EndOfLife(OutgoingMessage message, DateTimeOffset from)
    {
        var life = message.TimeToLive < options.DefaultTimeToLive ? message.TimeToLive.Value : options.DefaultTimeToLive;
        return life < DateTimeOffset.MaxValue - from ? from + life : DateTimeOffset.MaxValue;
    }

    private QueueState State() =>
        new([.. scheduled.All(), .. main.All(), .. dead.All()], [.. history.Entries], nextSequenceNumber);

    /// <summary>
    /// Restores the state from the log. Locks do not outlive the process, because the connections of their holders do not.
    /// </summary>
    private void Recover(QueueState state)
    {
        var now = time.GetUtcNow();
        foreach (var (id, sentAt) in state.History)
        {
            history.Add(id, sentAt, now);
        }

        foreach (var message in state.Messages)
        {
            Remember(message, now);
            if (message.IsScheduled || message.IsDeferred || message.DeadLetter is not null)
            {
                Place(message);
            }
            else
            {
                GiveBack(message, now);
            }
        }

        nextSequenceNumber = Math.Max(nextSequenceNumber, state.NextSequenceNumber);
    }

    private void Arm() => Arm(new DateTimeOffset(
        Math.Min(
            Math.Min(Math.Min(scheduled.FirstKey, expiring.FirstKey), Math.Min(main.FirstLockEnd, dead.FirstLockEnd)),
            DateTimeOffset.MaxValue.UtcTicks),
        TimeSpan.Zero));

    /// <summary>
    /// Sets the timer, unless it is already set to an earlier time: an occasional unnecessary call is cheaper than setting the timer each
    /// time.
    /// </summary>
    private void Arm(DateTimeOffset next)
    {
        if (next.UtcTicks >= armedFor || next == DateTimeOffset.MaxValue)
        {
            return;
        }

        armedFor = next.UtcTicks;
        var due = next - time.GetUtcNow();
        due = due > LongestTimer ? LongestTimer : due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due;
        timer.Change(due, Timeout.InfiniteTimeSpan);
    }
}
