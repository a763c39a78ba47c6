using System.Collections.Concurrent;
using System.Net;
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

    private readonly ServiceBusConnection connection;
    private readonly ServiceBusClientOptions options;
    private readonly IWebProxy? proxy;
    private readonly ConcurrentDictionary<string, Lazy<ServiceBusClient>> clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServiceBusSender> senders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServiceBusReceiver> receivers = new(StringComparer.Ordinal);

    /// <summary>A client for a namespace.</summary>
    /// <param name="connection">Where it is and how to authenticate.</param>
    /// <param name="options">How it connects.</param>
    public AmqpServiceBus(ServiceBusConnection connection, AmqpOptions options)
    {
        this.connection = connection;
        proxy = options.Proxy;
        this.options = new ServiceBusClientOptions
        {
            TransportType = options.WebSockets ? ServiceBusTransportType.AmqpWebSockets : ServiceBusTransportType.AmqpTcp,
            WebProxy = options.Proxy,
            RetryOptions = { MaxRetries = options.Retries, TryTimeout = options.TryTimeout },
        };
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

    /// <summary>Closes the connections. What is locked stays so until its lock ends.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values.Where(client => client.IsValueCreated))
        {
            await client.Value.DisposeAsync();
        }
    }

    private ServiceBusSender Sender(string queue) => senders.GetOrAdd(queue, name => Client(name).CreateSender(name));

    private ServiceBusReceiver Receiver(string queue) => receivers.GetOrAdd(queue, name => Client(name).CreateReceiver(name));

    /// <summary>One client for each key, because a client has one.</summary>
    private ServiceBusClient Client(string queue)
    {
        var key = connection.UsesKeys ? connection.ConnectionString(queue) ?? throw NoKey(queue) : "";
        return clients.GetOrAdd(key, text => new Lazy<ServiceBusClient>(() => connection.UsesKeys
            ? new ServiceBusClient(text, options)
            : new ServiceBusClient(connection.Address.Host, connection.Credential(proxy), options))).Value;
    }

    private BusException NoKey(string queue) => new(
        ServiceBusFault.Unauthorized,
        $"No Service Bus connection string is for the queue {queue}; there are some for {string.Join(", ", connection.KeyedQueues)}.");

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
