using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Mqtt;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Mqtt;
using Butler.Functions.Tests.Support;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Functions.Tests.Delivering;

/// <summary>Publishing to a broker that others wrote, and to none.</summary>
public sealed class MqttSenderTests : IDisposable
{
    private readonly ConcurrentQueue<string> taken = new();
    private readonly FakeTime time = new();
    private readonly MqttSender sender;

    public MqttSenderTests() => sender = new MqttSender(time, new Random(1), NullLoggerFactory.Instance);

    [Theory]
    [InlineData(0, "3.1.1")]
    [InlineData(1, "3.1.1")]
    [InlineData(2, "5")]
    public async Task A_broker_gets_each_message_in_each_quality(int qos, string version)
    {
        using var broker = new Mosquitto("allow_anonymous true");
        await broker.StartAsync();
        await using var reader = await ReadAsync(broker);
        var outcome = await SendAsync(
            Options(broker) with { Version = version, Qos = qos }, Message("a/b", "one", qos, true), Message("c", "two", qos, false));
        outcome.ShouldBe(new DeliveryOutcome.Sent($"published 2 with quality {qos}"));
        await Eventually.TrueAsync(() => taken.Count == 2, "both have come");
        taken.ShouldBe(["a/b=one", "c=two"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_connection_is_kept_for_the_next_delivery_and_made_anew_after_a_break()
    {
        using var broker = new Mosquitto("allow_anonymous true", "log_type all", "log_dest file DIR/log", "connection_messages true");
        MakeLog(broker);
        await broker.StartAsync();
        var options = Options(broker);
        for (var i = 0; i < 3; i++)
        {
            (await SendAsync(options, Message("t", "x", 1, false))).ShouldBeOfType<DeliveryOutcome.Sent>();
        }

        Connections(broker).ShouldBe(1);
        broker.Stop();
        (await SendAsync(options, Message("t", "x", 1, false))).ShouldBeOfType<DeliveryOutcome.TryAgain>();
        await broker.StartAsync();
        (await SendAsync(options, Message("t", "x", 1, false))).ShouldBeOfType<DeliveryOutcome.Sent>();
    }

    [Fact]
    public async Task A_connection_under_a_name_of_the_operators_is_given_free_at_once()
    {
        using var broker = new Mosquitto("allow_anonymous true", "log_type all", "log_dest file DIR/log", "connection_messages true");
        MakeLog(broker);
        await broker.StartAsync();
        var options = Options(broker) with { ClientId = "butler" };
        for (var i = 0; i < 2; i++)
        {
            (await SendAsync(options, Message("t", "x", 1, false))).ShouldBeOfType<DeliveryOutcome.Sent>();
        }

        Connections(broker).ShouldBe(2);
    }

    [Theory]
    [InlineData("right", null)]
    [InlineData("s3cr3t-wrong", "the broker cannot be used as configured: The broker refused the connection: not authorised.")]
    public async Task User_and_password_are_checked(string password, string? refused)
    {
        using var broker = new Mosquitto("allow_anonymous false", "password_file DIR/passwords");
        broker.AddUser("sense", "right");
        await broker.StartAsync();
        var outcome = await SendAsync(Options(broker) with { User = "sense", Password = password }, Message("t", "x", 0, false));
        DeliveryOutcome expected = refused is null
            ? new DeliveryOutcome.Sent("published 1 with quality 0")
            : new DeliveryOutcome.Refused(refused);
        outcome.ShouldBe(expected);
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, true, "TryAgain")]
    [InlineData(true, false, "TryAgain")]
    public async Task Both_sides_show_their_certificates(bool knowsCa, bool hasCertificate, string? problem)
    {
        using var broker = new Mosquitto(
            "allow_anonymous true", "certfile DIR/broker.pem", "keyfile DIR/broker.key", "cafile DIR/ca.pem", "require_certificate true",
            "use_identity_as_username true");
        await broker.StartAsync();
        var options = new MqttOptions
        {
            // The certificate is for the name "broker", which is no address; so what is checked here is the client's one.
            Url = new Uri($"mqtts://127.0.0.1:{broker.Port}"),
            Insecure = knowsCa,
            Certificate = hasCertificate ? broker.PathOf("client.pem") : null,
            Key = hasCertificate ? broker.PathOf("client.key") : null,
            ClientId = "client",
        };
        var outcome = await SendAsync(options, Message("t", "x", 1, false));
        outcome.GetType().Name.ShouldBe(problem ?? "Sent");
    }

    [Fact]
    public async Task A_file_that_is_missing_is_named()
    {
        var outcome = await SendAsync(
            new MqttOptions { Url = new Uri("mqtts://127.0.0.1:1"), Certificate = "no-such.pem" }, Message("t", "x", 1, false));
        outcome.ShouldBeOfType<DeliveryOutcome.Refused>().Reason
            .ShouldBe($"cannot be sent as configured: the file of the key certificate does not exist ({Path.GetFullPath("no-such.pem")})");
    }

    [Fact]
    public async Task A_broker_that_is_away_is_tried_again()
    {
        var outcome = await SendAsync(
            new MqttOptions { Url = new Uri("mqtt://127.0.0.1:1"), Password = "s3cr3t" }, Message("t", "x", 0, false));
        var again = outcome.ShouldBeOfType<DeliveryOutcome.TryAgain>();
        again.Reason.ShouldStartWith("not reached: ");
        again.MaybeArrived.ShouldBeFalse();
    }

    [Fact]
    public async Task A_broker_that_hangs_is_given_up_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var sending = SendAsync(new MqttOptions { Url = new Uri($"mqtt://{silent.LocalEndpoint}") }, Message("t", "x", 1, false));
        using var accepted = await silent.AcceptTcpClientAsync();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return sending.IsCompleted;
            },
            "it is given up");
        (await sending).ShouldBeOfType<DeliveryOutcome.TryAgain>().MaybeArrived.ShouldBeTrue();
    }

    [Fact]
    public async Task An_event_goes_all_the_way_by_Butlers_topics_and_the_answer_is_noted()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        await broker.StartAsync();
        await using var reader = await ReadAsync(broker);
        using var app = new App($$"""
            channels: { a: { type: mqtt, url: "mqtt://127.0.0.1:{{broker.Port}}", preset: butler, qos: 1 } }
            routes: [{ name: r, on: "*", send: [{ channel: a }] }]
            """);
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        app.DeliveryRows().ShouldHaveSingleItem().Text("Answer").ShouldBe("published 2 with quality 1");
        await Eventually.TrueAsync(() => taken.Count == 2, "both have come");
        taken.ShouldContain("qliksense/task_failure=Reload of Margin Cockpit");
    }

    public void Dispose() => sender.Dispose();

    private static MqttOptions Options(Mosquitto broker) => new() { Url = new Uri($"mqtt://127.0.0.1:{broker.Port}") };

    /// <summary>mosquitto gives up root's rights, and must write the file all the same.</summary>
    private static void MakeLog(Mosquitto broker)
    {
        File.WriteAllText(broker.PathOf("log"), "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(broker.PathOf("log"), (UnixFileMode)0b110_110_110);
        }
    }

    private static int Connections(Mosquitto broker) =>
        File.ReadLines(broker.PathOf("log")).Count(
            line => line.Contains(" as ", StringComparison.Ordinal) && line.Contains("New client connected", StringComparison.Ordinal));

    private static MqttPublication Message(string topic, string text, int qos, bool retain) =>
        new(topic, Encoding.UTF8.GetBytes(text), qos, retain);

    private Task<DeliveryOutcome> SendAsync(MqttOptions options, params MqttPublication[] publications) => sender.SendAsync(
        new SendRequest
        {
            Options = options,
            Message = new ChannelMessage.Mqtt(publications),
            Delivery = new DeliveryMessage
            {
                Delivery = new PlannedDelivery { Id = "d", Route = "r", Channel = "c" },
                Event = Sample.Event(),
            },
        },
        new ChannelMessage.Mqtt(publications),
        CancellationToken.None);

    private async Task<MqttBrokerClient> ReadAsync(Mosquitto broker)
    {
        var client = new MqttBrokerClient(
            new MqttBrokerOptions { Address = new MqttAddress("127.0.0.1", broker.Port, false), ClientId = "reader" },
            (message, _) =>
            {
                taken.Enqueue($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
                return Task.CompletedTask;
            },
            TimeProvider.System,
            new Random(1),
            NullLogger<MqttBrokerClient>.Instance);
        client.Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await client.SubscribeAsync("#", MqttQos.AtLeastOnce, patience.Token);
        return client;
    }
}
