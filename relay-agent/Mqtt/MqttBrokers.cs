using Butler.Core.Destinations.Mqtt;
using Butler.Core.Time;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Mqtt;

/// <summary>The relay's connections to the brokers in its file: one each, opened at the first use.</summary>
internal sealed partial class MqttBrokers : ILoop, IRelayPublisher, IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SessionExpiry = TimeSpan.FromMinutes(5);

    private readonly BrokerOptions options;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly ILoggerFactory logs;
    private readonly StartTaskMessages? startTasks;
    private readonly Lock gate = new();
    private readonly Dictionary<string, MqttBrokerClient> clients = [];

    public MqttBrokers(BrokerOptions options, IStartTaskByMqtt tasks, TimeProvider time, Random random, ILoggerFactory logs)
    {
        this.options = options;
        this.time = time;
        this.random = random;
        this.logs = logs;
        Progress = new LoopProgress("MQTT subscription", time);
        startTasks = options.Mqtt is { } mqtt
            ? new StartTaskMessages(mqtt.StartTaskTopic, tasks, logs.CreateLogger<StartTaskMessages>())
            : null;
    }

    /// <summary>Whether tasks are started with MQTT; only then the loop has work.</summary>
    public bool Subscribes => options.Mqtt is not null;

    public LoopProgress Progress { get; }

    /// <summary>Subscribes to the topic that starts tasks, with retries, and watches the subscribed client.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (options.Mqtt is not { } mqtt)
        {
            return;
        }

        var logger = logs.CreateLogger<MqttBrokers>();
        var client = Client(mqtt.Broker);
        Task? subscribing = null;
        while (true)
        {
            Progress.Report();
            subscribing ??= SubscribeAsync(client, mqtt, logger, stopping);
            Task something = Task.WhenAny(subscribing, client.Ended);
            await something.WaitAsync(LookEvery, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopping.ThrowIfCancellationRequested();
            if (client.Ended.IsCompleted)
            {
                throw new InvalidOperationException("The MQTT client has ended.", client.Ended.Exception);
            }

            if (subscribing.IsCompleted)
            {
                await subscribing; // throws a fault that does not come from the broker
                await client.Ended.WaitAsync(LookEvery, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public Task PublishAsync(
        string destination, string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain, CancellationToken cancellationToken) =>
        Client(destination).PublishAsync(topic, payload, qos, retain, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private async Task SubscribeAsync(MqttBrokerClient client, StartTaskMqttOptions mqtt, ILogger logger, CancellationToken stopping)
    {
        var attempts = Resilience.Retries(
            new RetryRules
            {
                IsPassing = fault => fault is MqttException,
                Pause = (_, _) => TimeSpan.FromMinutes(1),
                OnRetry = (refused, _) => Log.Refused(logger, refused.Message),
            },
            time);
        await attempts.ExecuteAsync(async token => await client.SubscribeAsync(mqtt.StartTaskTopic, MqttQos.AtLeastOnce, token), stopping);
        Log.Subscribed(logger, mqtt.StartTaskTopic, mqtt.Broker);
    }

    private MqttBrokerClient Client(string name)
    {
        if (options.Brokers.GetValueOrDefault(name) is not { } destination)
        {
            throw new KeyNotFoundException($"This relay's file has no broker \"{name}\" in commands.deliver.");
        }

        lock (gate)
        {
            if (!clients.TryGetValue(name, out var client) || client.Ended.IsCompleted)
            {
                _ = client?.DisposeAsync().AsTask(); // the client has ended with a fault; its remaining parts end now
                var handler = name == options.Mqtt?.Broker ? startTasks : null;
                clients[name] = client = new MqttBrokerClient(
                    ClientOptions(destination), handler is null ? null : handler.HandleAsync, time, random,
                    logs.CreateLogger<MqttBrokerClient>());
                client.Start();
            }

            return client;
        }
    }

    private MqttBrokerOptions ClientOptions(MqttDestination destination) => new()
    {
        Address = destination.Address,
        ClientId = destination.ClientId ?? $"butler-relay-{options.Relay.Site}-{options.Relay.Name}",
        Version = destination.Version,
        User = destination.User,
        Password = destination.Password,
        Tls = destination.Tls,

        // Version 3.1.1 would keep the session indefinitely, and start tasks that were requested days ago.
        SessionExpiry = destination.Version == MqttVersion.V5 ? SessionExpiry : TimeSpan.Zero,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tasks are started by messages to {Topic} of the broker {Broker}")]
        public static partial void Subscribed(ILogger logger, string topic, string broker);

        [LoggerMessage(2, LogLevel.Error, "No task can be started with MQTT: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
