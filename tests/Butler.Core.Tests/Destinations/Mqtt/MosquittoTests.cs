using System.Collections.Concurrent;
using System.Text;
using Butler.Core.Destinations.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>Our client against a broker that others wrote.</summary>
public sealed class MosquittoTests
{
    private const string Anyone = "allow_anonymous true";
    private readonly ConcurrentQueue<string> taken = new();

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Messages_of_each_quality_go_out_and_come_back(MqttVersion version)
    {
        using var broker = new Mosquitto(Anyone);
        await broker.StartAsync();
        await using var client = Connect(Options(broker) with { Version = version });
        (await client.SubscribeAsync("t/#", MqttQos.ExactlyOnce, Limit())).ShouldBe(MqttQos.ExactlyOnce);

        for (var i = 0; i < 150; i++)
        {
            await client.PublishAsync($"t/{i % 3}", Encoding.UTF8.GetBytes($"{i}"), (MqttQos)(i % 3), retain: false, Limit());
        }

        await Eventually.TrueAsync(() => taken.Count >= 150, "all have come back");
        taken.ShouldBe(Enumerable.Range(0, 150).Select(i => $"t/{i % 3}={i}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Many_messages_of_quality_2_at_once_arrive_once_each_on_one_connection(MqttVersion version)
    {
        using var broker = new Mosquitto(Anyone);
        await broker.StartAsync();
        await using var reader = Connect(Options(broker) with { ClientId = "reader", Version = MqttVersion.V5 });
        await reader.SubscribeAsync("t", MqttQos.ExactlyOnce, Limit());
        await using var client = Connect(Options(broker) with { Version = version });
        var problems = new ConcurrentQueue<string?>();
        client.StateChanged += state => problems.Enqueue(state.Problem);

        await Task.WhenAll(Enumerable.Range(0, 300).Select(
            i => client.PublishAsync("t", Encoding.UTF8.GetBytes($"{i}"), MqttQos.ExactlyOnce, retain: false, Limit())));

        await Eventually.TrueAsync(() => taken.Count >= 300, "all have arrived");
        taken.ShouldBe(Enumerable.Range(0, 300).Select(i => $"t={i}"), ignoreOrder: true);
        problems.ShouldAllBe(problem => problem == null);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task A_broker_that_is_restarted_midway_costs_nothing(MqttVersion version)
    {
        using var broker = new Mosquitto(Anyone);
        await broker.StartAsync();
        await using var client = Connect(Options(broker) with { Version = version });
        await client.SubscribeAsync("t", MqttQos.AtLeastOnce, Limit());
        await client.PublishAsync("t", "before"u8.ToArray(), MqttQos.AtLeastOnce, retain: false, Limit());
        await Eventually.TrueAsync(() => taken.Contains("t=before"), "the first has come back");

        broker.Stop();
        await Eventually.TrueAsync(() => !client.State.IsConnected, "the break is seen");
        var publishing = client.PublishAsync("t", "while away"u8.ToArray(), MqttQos.ExactlyOnce, retain: false, Limit());
        await broker.StartAsync();
        await publishing;

        await Eventually.TrueAsync(() => taken.Contains("t=while away"), "the second has come back by the renewed subscription");
    }

    [Fact]
    public async Task The_broker_keeps_the_last_message_of_a_topic_and_publishes_a_will()
    {
        using var broker = new Mosquitto(Anyone);
        await broker.StartAsync();
        var lost = Connect(Options(broker) with
        {
            ClientId = "lost",
            KeepAlive = TimeSpan.FromSeconds(2),
            Will = new MqttWill("will", "gone"u8.ToArray()),
        });
        await lost.PublishAsync("kept", "kept"u8.ToArray(), MqttQos.AtLeastOnce, retain: true, Limit());
        await using var client = Connect(Options(broker));
        await client.SubscribeAsync("#", MqttQos.AtLeastOnce, Limit());
        await Eventually.TrueAsync(() => taken.Contains("kept=kept"), "what was kept has come");

        // The same id takes the older connection's place, and that one is lost without a word.
        await using var thief = Connect(Options(broker) with { ClientId = "lost" });

        await Eventually.TrueAsync(() => taken.Contains("will=gone"), "the will has come");
        await lost.DisposeAsync();
    }

    [Theory]
    [InlineData("right", null)]
    [InlineData("wrong", "The broker refused the connection: not authorised.")]
    public async Task User_and_password_are_checked(string password, string? problem)
    {
        using var broker = new Mosquitto("allow_anonymous false", "password_file DIR/passwords");
        broker.AddUser("sense", "right");
        await broker.StartAsync();

        await using var client = Connect(Options(broker) with { User = "sense", Password = password });

        await Eventually.TrueAsync(() => client.State.IsConnected || client.State.Problem is not null, "it is decided");
        (client.State.IsConnected, client.State.Problem).ShouldBe((problem is null, problem));
    }

    [Theory]
    [InlineData(true, "broker", true)]
    [InlineData(true, "another", false)]
    [InlineData(false, "broker", false)]
    public async Task The_brokers_certificate_is_checked(bool knowsCa, string serverName, bool connects)
    {
        using var broker = new Mosquitto(Anyone, "certfile DIR/broker.pem", "keyfile DIR/broker.key");
        await broker.StartAsync();

        var tls = new MqttTls { CaFile = knowsCa ? broker.PathOf("ca.pem") : null, ServerName = serverName };
        await using var client = Connect(Options(broker, tls: true) with { Tls = tls });

        await Eventually.TrueAsync(() => client.State.IsConnected || client.State.Problem is not null, "it is decided");
        (client.State.IsConnected, client.State.NeedsOperator).ShouldBe((connects, !connects));
    }

    [Theory]
    [InlineData("client.pem", true)]
    [InlineData("client.pfx", true)]
    [InlineData(null, false)]
    public async Task A_client_shows_its_certificate(string? file, bool connects)
    {
        using var broker = new Mosquitto(
            Anyone, "certfile DIR/broker.pem", "keyfile DIR/broker.key", "cafile DIR/ca.pem", "require_certificate true");
        await broker.StartAsync();
        var tls = new MqttTls
        {
            CaFile = broker.PathOf("ca.pem"),
            ServerName = "broker",
            CertificateFile = file is null ? null : broker.PathOf(file),
            KeyFile = file == "client.pem" ? broker.PathOf("client.key") : null,
            KeyPassword = file == "client.pfx" ? "secret" : null,
        };

        await using var client = Connect(Options(broker, tls: true) with { Tls = tls });

        await Eventually.TrueAsync(() => client.State.IsConnected || client.State.Problem is not null, "it is decided");
        client.State.IsConnected.ShouldBe(connects);
    }

    private static MqttBrokerOptions Options(Mosquitto broker, bool tls = false) => new()
    {
        Address = new MqttAddress("127.0.0.1", broker.Port, tls),
        ClientId = "butler-test",
        Version = MqttVersion.V311,
    };

    private static CancellationToken Limit() => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    private MqttBrokerClient Connect(MqttBrokerOptions options)
    {
        var client = new MqttBrokerClient(
            options,
            (message, _) =>
            {
                taken.Enqueue($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
                return Task.CompletedTask;
            },
            TimeProvider.System,
            new Random(1),
            NullLogger<MqttBrokerClient>.Instance);
        client.Start();
        return client;
    }
}
