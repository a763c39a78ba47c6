namespace Butler.Core.Azure.ServiceBus;

/// <summary>The part of Azure Service Bus that this product uses. One implementation speaks its REST data plane.</summary>
/// <remarks>Every method throws <see cref="ServiceBusException"/>, whose <see cref="ServiceBusException.IsTransient"/> says whether to try again.</remarks>
public interface IServiceBus
{
    /// <summary>Sends one message.</summary>
    Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Sends messages in as few requests as their sizes allow, in order. A batch that the service finds too large or malformed is
    /// bisected until the messages that can never be sent stand alone.
    /// </summary>
    /// <returns>The messages that can never be sent; empty when all were taken.</returns>
    /// <exception cref="ServiceBusException">Some may have been taken, others not: send all of them again, duplicate detection drops the first ones.</exception>
    Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken);

    /// <summary>Takes the next message under a lock (peek-lock), waiting for one up to <paramref name="wait"/> (at most 55 s).</summary>
    /// <returns>The message, or null when none came.</returns>
    Task<LockedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Removes a locked message for good.</summary>
    Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken);

    /// <summary>Gives a locked message back at once.</summary>
    Task AbandonAsync(LockedMessage message, CancellationToken cancellationToken);

    /// <summary>Starts a lock's duration afresh.</summary>
    Task RenewAsync(LockedMessage message, CancellationToken cancellationToken);
}
