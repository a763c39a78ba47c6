namespace Butler.Local.ServiceBus.Queues;

/// <content> Moves dead letters to another queue. They are logged there before they are removed here, so a crash in between leaves a
/// message in both; the next start finds it and removes it here. A queue that others forward to does not forward itself, so locks are
/// always taken in the same order. </content>
internal sealed partial class BrokerQueue
{
    private BrokerQueue? forwardTo;
    private bool lastForwardIsUnknown;

    /// <summary>The name of the target queue for dead letters.</summary>
    public string? ForwardsDeadLettersTo => options.ForwardDeadLetteredMessagesTo;

    /// <summary>Sets the target queue for dead letters.</summary>
    public void ForwardTo(BrokerQueue? target)
    {
        if (target is null)
        {
            return;
        }

        lock (gate)
        {
            foreach (var message in dead.All().Where(message => target.HasForwarded(options.Name, message.SequenceNumber)).ToList())
            {
                RemoveForwarded(message);
            }

            forwardTo = target;
            Settle();
        }
    }

    private void ForwardDeadLetters()
    {
        while (forwardTo is not null && dead.ReadyCount > 0)
        {
            var message = dead.FirstReady;
            if (!TryForward(message, forwardTo))
            {
                Arm(time.GetUtcNow() + RetryAfterFailure);
                return;
            }

            RemoveForwarded(message);
        }
    }

    private bool TryForward(StoredMessage message, BrokerQueue target)
    {
        try
        {
            var isThere = lastForwardIsUnknown && target.HasForwarded(options.Name, message.SequenceNumber);
            lastForwardIsUnknown = false;
            return isThere || target.TryTakeForwarded(message, options.Name);
        }
        catch (IOException fault)
        {
            lastForwardIsUnknown = true;
            Log.CannotForward(logger, options.Name, target.options.Name, fault);
            return false;
        }
    }

    /// <summary>Accepts a dead letter of another queue as a new message, whose lifetime begins now.</summary>
    /// <returns>False when there is no room.</returns>
    private bool TryTakeForwarded(StoredMessage message, string source)
    {
        lock (gate)
        {
            var now = CatchUp();
            var forwarded = message.Sent with
            {
                Properties = message.DeadLetter!.AddTo(message.Sent.Properties),
                ScheduledEnqueueTime = null,
            };
            if (bytes + forwarded.Size > options.MaxQueueBytes)
            {
                return false;
            }

            var taken = new StoredMessage
            {
                Sent = forwarded,
                MessageId = message.MessageId,
                SentAt = now,
                SequenceNumber = nextSequenceNumber,
                EnqueuedSequenceNumber = message.SequenceNumber,
                EnqueuedTime = now,
                ExpiresAt = EndOfLife(forwarded, now),
                DeadLetterSource = source,
                Size = forwarded.Size,
            };
            log?.Put([taken]);
            Remember(taken, now);
            Place(taken);
            sent++;
            Settle();
            return true;
        }
    }

    private bool HasForwarded(string source, long sequenceNumber)
    {
        lock (gate)
        {
            return main.All().Concat(dead.All())
                .Any(message => message.DeadLetterSource == source && message.EnqueuedSequenceNumber == sequenceNumber);
        }
    }

    private void RemoveForwarded(StoredMessage message)
    {
        log?.Removed(message);
        dead.RemoveReady(message);
        bytes -= message.Size;
    }
}
