namespace Butler.Local.ServiceBus.Queues;

/// <summary>A message handed out under a lock, or shown.</summary>
/// <param name="Message">As the Functions host sees it.</param>
/// <param name="Sent">What its sender wrote, for what <paramref name="Message"/> does not carry.</param>
internal sealed record Delivery(BrokerMessage Message, OutgoingMessage Sent)
{
    /// <summary>Describes a message that has just been locked, or is only looked at.</summary>
    public static Delivery Of(StoredMessage stored)
    {
        var sent = stored.Sent;
        return new(
            new BrokerMessage
            {
                Body = sent.Body,
                MessageId = stored.MessageId,
                ContentType = sent.ContentType,
                Label = sent.Label,
                CorrelationId = sent.CorrelationId,
                To = sent.To,
                ReplyTo = sent.ReplyTo,
                SessionId = sent.SessionId,
                PartitionKey = sent.PartitionKey,
                SequenceNumber = stored.SequenceNumber,
                EnqueuedTime = stored.EnqueuedTime,
                ExpiresAt = stored.ExpiresAt,
                LockedUntil = stored.LockedUntil,
                LockToken = stored.LockToken,
                DeliveryCount = stored.DeliveryCount,
                EnqueuedSequenceNumber = stored.EnqueuedSequenceNumber,
                DeadLetterSource = stored.DeadLetterSource,
                State = stored.IsScheduled ? MessageState.Scheduled : stored.IsDeferred ? MessageState.Deferred : MessageState.Active,
                Properties = stored.DeadLetter is { } cause ? cause.AddTo(sent.Properties) : sent.Properties,
            },
            sent);
    }
}
