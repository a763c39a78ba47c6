using System.Collections.Concurrent;
using System.Text;
using Butler.Core.Commands;
using Butler.Core.Destinations.Mqtt;
using Butler.RelayAgent.Commands;
using Butler.RelayAgent.Commands.Delivering;
using Butler.RelayAgent.Commands.Tasks;
using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Mqtt;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Commands;

public sealed class DeliverByMqttTests : IDisposable
{
    private readonly CommandRelay relay = new();
    private readonly Publisher publisher = new();
    private readonly FakeTime time = new();

    [Fact]
    public async Task It_is_published_as_the_delivery_says()
    {
        Use(publisher);

        var reply = await AskAsync(
            new DeliverArguments { DeliveryId = "d1", Destination = "plant", Body = "å", Topic = "qlik/failed", Qos = 2, Retain = true });

        (reply.Status, reply.Result!.Value.GetRawText()).ShouldBe(
            (CommandStatus.Succeeded, """{"outcome":"sent","detail":"published with QoS 2"}"""));
        publisher.Published.ShouldBe([("plant", "qlik/failed", "å", MqttQos.ExactlyOnce, true)]);
    }

    [Theory]
    [InlineData("b", "sent")]
    [InlineData("#", "refused")]
    public async Task Several_messages_go_out_in_their_order_or_none_where_one_has_a_bad_topic(string second, string outcome)
    {
        Use(publisher);

        Outcome(await AskAsync(new DeliverArguments
        {
            DeliveryId = "d1",
            Destination = "plant",
            Qos = 1,
            Publications = [new("a", "one"), new(second, "two")],
        })).ShouldBe(outcome);

        publisher.Published.Select(each => each.ToString()).ShouldBe(
            outcome == "sent" ? ["(plant, a, one, AtLeastOnce, False)", "(plant, b, two, AtLeastOnce, False)"] : []);
    }

    [Theory]
    [InlineData(null, 1, "a delivery with MQTT needs a topic")]
    [InlineData("", 1, "the topic is empty")]
    [InlineData("qlik/+/failed", 1, "the topic holds a wildcard (+ or #), which only filters may")]
    [InlineData("qlik/#", 1, "the topic holds a wildcard (+ or #), which only filters may")]
    [InlineData("qlik", 3, "the quality of service must be 0, 1 or 2, not 3")]
    [InlineData("qlik", -1, "the quality of service must be 0, 1 or 2, not -1")]
    public async Task What_no_broker_takes_is_refused(string? topic, int qos, string reason)
    {
        Use(publisher);

        var reply = await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "plant", Topic = topic, Qos = qos });

        (reply.Status, Outcome(reply), reply.Result!.Value.GetProperty("detail").GetString())
            .ShouldBe((CommandStatus.Failed, "refused", reason));
        publisher.Published.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "tryAgain")]
    [InlineData(false, "refused")]
    public async Task A_broker_that_refuses_says_whether_to_try_again(bool isTransient, string outcome)
    {
        publisher.Fault = new MqttException("not now") { IsTransient = isTransient };
        Use(publisher);

        Outcome(await AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "plant", Topic = "t" })).ShouldBe(outcome);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_not_waited_for()
    {
        publisher.Never = true;
        Use(publisher);
        var asking = AskAsync(new DeliverArguments { DeliveryId = "d1", Destination = "plant", Topic = "t" });
        await Eventually.TrueAsync(() => publisher.Waiting, "it is published");

        time.Advance(MqttTopicDestination.Timeout);

        var reply = await asking;
        (Outcome(reply), reply.Result!.Value.GetProperty("detail").GetString())
            .ShouldBe(("tryAgain", "the broker did not acknowledge it within 15 s"));
    }

    [Fact]
    public async Task A_real_broker_gets_it_and_keeps_it_where_it_shall()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        await broker.StartAsync();
        var address = new MqttAddress("127.0.0.1", broker.Port, UseTls: false);
        await using var brokers = new MqttBrokers(
            new BrokerOptions { Relay = new RelayIdentity(), Brokers = new CommandsOptions { Deliver = Destinations(address) }.Brokers() },
            new NoStartRules(NullLogger<NoStartRules>.Instance),
            TimeProvider.System,
            new Random(1),
            NullLoggerFactory.Instance);
        Use(brokers, TimeProvider.System);

        for (var qos = 0; qos <= 2; qos++)
        {
            var reply = await AskAsync(
                new DeliverArguments
                {
                    DeliveryId = $"d{qos}",
                    Destination = "plant",
                    Body = $"body {qos}",
                    Topic = $"qlik/{qos}",
                    Qos = qos,
                    Retain = true,
                },
                $"c{qos}");
            Outcome(reply).ShouldBe("sent", reply.Error);
        }

        var kept = new ConcurrentDictionary<string, string>();
        await using var reader = new MqttBrokerClient(
            new MqttBrokerOptions { Address = address, ClientId = "reader" },
            (message, _) => Task.FromResult(kept[message.Topic] = Encoding.UTF8.GetString(message.Payload.Span)),
            TimeProvider.System,
            new Random(2),
            NullLogger<MqttBrokerClient>.Instance);
        reader.Start();
        await reader.SubscribeAsync("qlik/#", MqttQos.AtLeastOnce, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => kept.Count == 3, "the broker has kept them");
        kept.OrderBy(each => each.Key).Select(each => each.Value).ShouldBe(["body 0", "body 1", "body 2"]);
    }

    public void Dispose() => relay.Dispose();

    private static Dictionary<string, DestinationOptions> Destinations(MqttAddress address) =>
        new() { ["plant"] = new DestinationOptions { Mqtt = new MqttDestination { Address = address } } };

    private static string? Outcome(CommandReply reply) => reply.Result!.Value.GetProperty("outcome").GetString();

    private void Use(IRelayPublisher brokers, TimeProvider? clock = null) => relay.More.Add(new DeliverMessage(
        Destinations(new MqttAddress("h", 1883, UseTls: false)), [new MqttTopicDestination(brokers, clock ?? time)], _ => false));

    private Task<CommandReply> AskAsync(DeliverArguments arguments, string id = "c1") =>
        relay.AskAsync(CommandRelay.Command(CommandKinds.Deliver, arguments, CommandJson.Default.DeliverArguments, id));

    private sealed class Publisher : IRelayPublisher
    {
        public List<(string Destination, string Topic, string Payload, MqttQos Qos, bool Retain)> Published { get; } = [];

        public MqttException? Fault { get; set; }

        public bool Never { get; set; }

        public bool Waiting { get; private set; }

        public async Task PublishAsync(
            string destination, string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain, CancellationToken cancellationToken)
        {
            if (Never)
            {
                Waiting = true;
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            if (Fault is not null)
            {
                throw Fault;
            }

            Published.Add((destination, topic, Encoding.UTF8.GetString(payload.Span), qos, retain));
        }
    }
}
