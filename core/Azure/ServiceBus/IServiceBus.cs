namespace Butler.Core.Azure.ServiceBus;

/// <summary>The part of Azure Service Bus that this product uses.</summary>
/// <remarks>
/// Every method throws <see cref="BusException"/>. Its <see cref="BusException.IsTransient"/> says whether to try again.
/// </remarks>
public interface IServiceBus
{
    /// <summary>Sends one message.</summary>
    Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Sends messages in order, in as few requests as their sizes allow. When the service rejects a batch as too large or malformed,
    /// the batch is halved until only the messages that cannot be sent remain.
    /// </summary>
    /// <returns>The messages that cannot be sent; empty when all were accepted.</returns>
    /// <exception cref="BusException">
    /// Some messages may have been accepted. Send all of them again: duplicate detection drops the repeats.
    /// </exception>
    Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(
        string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken);

    /// <summary>Takes the next message under a lock (peek-lock), waiting for one up to <paramref name="wait"/> (at most 55 s).</summary>
    /// <returns>The message, or null when the wait ended without one.</returns>
    Task<LockedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Removes a locked message for good.</summary>
    Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken);

    /// <summary>Unlocks a message, so that it can be received again at once.</summary>
    Task AbandonAsync(LockedMessage message, CancellationToken cancellationToken);

    /// <summary>Extends a lock by its full duration.</summary>
    Task RenewAsync(LockedMessage message, CancellationToken cancellationToken);
}
