using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace Butler.Core.Azure.ServiceBus.Amqp;

/// <summary>
/// Service Bus over AMQP 1.0, by Azure.Messaging.ServiceBus. It connects with the first call, and again after each outage.
/// </summary>
public sealed class AmqpServiceBus : IServiceBus, IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(55);

    // The client stops waiting by its own clock, so a shorter wait would miss a message that is there.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    private readonly ServiceBusClient client;
    private readonly ConcurrentDictionary<string, ServiceBusSender> senders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServiceBusReceiver> receivers = new(StringComparer.Ordinal);

    /// <summary>A client for a namespace.</summary>
    /// <param name="connection">Where it is and how to authenticate.</param>
    /// <param name="options">How it connects.</param>
    public AmqpServiceBus(ServiceBusConnection connection, AmqpOptions options)
    {
        var clientOptions = new ServiceBusClientOptions
        {
            TransportType = options.WebSockets ? ServiceBusTransportType.AmqpWebSockets : ServiceBusTransportType.AmqpTcp,
            WebProxy = options.Proxy,
            RetryOptions = { MaxRetries = options.Retries, TryTimeout = options.TryTimeout },
        };
        client = connection.ConnectionString is { } text
            ? new ServiceBusClient(text, clientOptions)
            : new ServiceBusClient(connection.Address.Host, connection.Credential(options.Proxy), clientOptions);
    }

    /// <inheritdoc/>
    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        var written = AmqpMessages.Write(message);
        return CallAsync($"sending to queue {queue}", () => Sender(queue).SendMessageAsync(written, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(
        string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        var sending = new BatchSending(Sender(queue), messages);
        await CallAsync($"sending to queue {queue}", () => sending.SendAsync(cancellationToken), cancellationToken);
        return sending.Rejected;
    }

    /// <inheritdoc/>
    public async Task<LockedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken)
    {
        var longest = wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
        ServiceBusReceivedMessage? received = null;
        await CallAsync(
            $"receiving from queue {queue}",
            async () => received = await Receiver(queue).ReceiveMessageAsync(longest, cancellationToken),
            cancellationToken);
        return received is null ? null : AmqpMessages.Read(queue, received);
    }

    /// <inheritdoc/>
    public Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken) => CallAsync(
        $"completing a message of queue {message.Queue}",
        () => Receiver(message.Queue).CompleteMessageAsync(AmqpMessages.Handle(message), cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task AbandonAsync(LockedMessage message, CancellationToken cancellationToken) => CallAsync(
        $"abandoning a message of queue {message.Queue}",
        () => Receiver(message.Queue).AbandonMessageAsync(AmqpMessages.Handle(message), cancellationToken: cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task RenewAsync(LockedMessage message, CancellationToken cancellationToken) => CallAsync(
        $"renewing a lock of queue {message.Queue}",
        () => Receiver(message.Queue).RenewMessageLockAsync(AmqpMessages.Handle(message), cancellationToken),
        cancellationToken);

    /// <summary>Closes the connection. What is locked stays so until its lock ends.</summary>
    public ValueTask DisposeAsync() => client.DisposeAsync();

    private ServiceBusSender Sender(string queue) => senders.GetOrAdd(queue, client.CreateSender);

    private ServiceBusReceiver Receiver(string queue) => receivers.GetOrAdd(queue, client.CreateReceiver);

    private static async Task CallAsync(string what, Func<Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (AmqpFaults.Find(e, what, cancellationToken) is { } fault)
        {
            throw fault;
        }
    }
}
