namespace Butler.Local.ServiceBus.Queues;

/// <summary>A locked or peeked message.</summary>
/// <param name="Message">The message for the Functions host.</param>
/// <param name="Sent">The sender's message, for members that <paramref name="Message"/> lacks.</param>
internal sealed record Delivery(BrokerMessage Message, OutgoingMessage Sent)
{
    /// <summary>Creates a delivery for a locked or peeked message.</summary>
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
