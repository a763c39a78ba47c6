using Azure.Messaging.ServiceBus;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;
using Butler.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus.Amqp;

/// <summary>
/// An emulator on a clock that the test moves, and the vendor's client. Tokens are made by the real clock, so the two start alike.
/// </summary>
internal sealed class AmqpBench : IAsyncDisposable
{
    public const string Queue = "q";
    public const string DeadLetters = "q/$DeadLetterQueue";

    private readonly List<ServiceBusClient> clients = [];

    private AmqpBench(ServiceBusEmulator emulator, FakeTime time)
    {
        Emulator = emulator;
        Time = time;
        Client = Connect();
    }

    public ServiceBusEmulator Emulator { get; private set; }

    public FakeTime Time { get; }

    public ServiceBusClient Client { get; }

    public QueueCounts Counts => Emulator.Snapshot()[0];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<AmqpBench> StartAsync(params QueueOptions[] queues) => StartAsync(NullLoggerFactory.Instance, null, queues);

    public static async Task<AmqpBench> StartAsync(ILoggerFactory loggers, string? directory, params QueueOptions[] queues)
    {
        var time = FakeTime.FromNow();
        return new(await StartEmulatorAsync(0, time, loggers, directory, queues), time);
    }

    /// <summary>A client whose calls fail at once, rather than being tried again.</summary>
    public ServiceBusClient Connect(string? connectionString = null, Action<ServiceBusClientOptions>? configure = null)
    {
        var options = new ServiceBusClientOptions { RetryOptions = { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(20) } };
        configure?.Invoke(options);
        var client = new ServiceBusClient(connectionString ?? Emulator.ConnectionString, options);
        clients.Add(client);
        return client;
    }

    public Task SendAsync(params IEnumerable<string> bodies) =>
        Client.CreateSender(Queue).SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body)), Cancelled);

    /// <summary>The next message, which must come.</summary>
    public static async Task<ServiceBusReceivedMessage> NextAsync(ServiceBusReceiver receiver) =>
        (await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20), Cancelled)).ShouldNotBeNull();

    /// <summary>Stops the emulator and starts another on the same port.</summary>
    public async Task RestartAsync(string? directory, params QueueOptions[] queues)
    {
        var port = Emulator.Port;
        await Emulator.DisposeAsync();
        Emulator = await StartEmulatorAsync(port, Time, NullLoggerFactory.Instance, directory, queues);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await Emulator.DisposeAsync();
    }

    private static Task<ServiceBusEmulator> StartEmulatorAsync(
        int port, FakeTime time, ILoggerFactory loggers, string? directory, QueueOptions[] queues) =>
        ServiceBusEmulator.StartAsync(
            new EmulatorOptions
            {
                Port = port,
                Queues = queues.Length > 0 ? queues : [new QueueOptions { Name = Queue }],
                DataDirectory = directory,
            },
            time,
            loggers,
            Cancelled);
}
