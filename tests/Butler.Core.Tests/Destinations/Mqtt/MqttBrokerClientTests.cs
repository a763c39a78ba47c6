using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Core.Destinations.Mqtt;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>The handshakes packet by packet, with a broker played by the test and a clock that stands still.</summary>
public sealed class MqttBrokerClientTests
{
    private static readonly byte[] Payload = "hello"u8.ToArray();
    private readonly FakeTime time = new();
    private readonly ConcurrentQueue<string> taken = new();
    private Func<Task> handling = () => Task.CompletedTask;

    [Fact]
    public async Task Quality_1_ends_with_its_acknowledgement()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();

        var publishing = Publish(client, MqttQos.AtLeastOnce);
        var publish = await FakeBroker.NextAsync<MqttPublishPacket>(link);
        publishing.IsCompleted.ShouldBeFalse();
        await FakeBroker.SendAsync(link, new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });

        await publishing;
        (publish.Topic, publish.Dup, publish.PacketIdentifier > 0, Encoding.UTF8.GetString(publish.Payload)).ShouldBe(("a/b", false, true, "hello"));
    }

    [Fact]
    public async Task A_client_that_meets_the_unforeseen_says_so_and_nobody_waits_for_it()
    {
        await using var client = new MqttBrokerClient(
            new MqttBrokerOptions { Address = new MqttAddress("broker", 1883, UseTls: false), ClientId = "c" },
            handler: null,
            new BrokenDialer(),
            time,
            new Random(1),
            NullLogger<MqttBrokerClient>.Instance);
        var subscribing = client.SubscribeAsync("a/#", MqttQos.AtLeastOnce, TestContext.Current.CancellationToken);
        client.Start();

        (await Should.ThrowAsync<OverflowException>(() => client.Ended)).Message.ShouldBe("nobody foresaw this");
        (await Should.ThrowAsync<MqttException>(() => subscribing)).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_that_is_disposed_has_ended()
    {
        var (broker, client) = Start();
        await broker.AcceptAsync();
        client.Ended.IsCompleted.ShouldBeFalse();

        await client.DisposeAsync();

        await client.Ended;
    }

    [Fact]
    public async Task Quality_2_goes_through_all_four_packets()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();

        var publishing = Publish(client, MqttQos.ExactlyOnce);
        var publish = await FakeBroker.NextAsync<MqttPublishPacket>(link);
        await FakeBroker.SendAsync(link, new MqttPubRecPacket { PacketIdentifier = publish.PacketIdentifier });
        (await FakeBroker.NextAsync<MqttPubRelPacket>(link)).PacketIdentifier.ShouldBe(publish.PacketIdentifier);
        publishing.IsCompleted.ShouldBeFalse();
        await FakeBroker.SendAsync(link, new MqttPubCompPacket { PacketIdentifier = publish.PacketIdentifier });

        await publishing;
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task After_a_break_what_was_not_acknowledged_is_sent_again(bool sessionPresent, bool wasReceived)
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        var publishing = Publish(client, MqttQos.ExactlyOnce);
        var first = await FakeBroker.NextAsync<MqttPublishPacket>(link);
        if (wasReceived)
        {
            await FakeBroker.SendAsync(link, new MqttPubRecPacket { PacketIdentifier = first.PacketIdentifier });
            await FakeBroker.NextAsync<MqttPubRelPacket>(link);
        }

        await BreakAsync(client, link, broker);
        (link, var _) = await broker.AcceptAsync(sessionPresent);

        if (sessionPresent && wasReceived)
        {
            (await FakeBroker.NextAsync<MqttPubRelPacket>(link)).PacketIdentifier.ShouldBe(first.PacketIdentifier);
        }
        else
        {
            var again = await FakeBroker.NextAsync<MqttPublishPacket>(link);
            (again.Dup, again.PacketIdentifier).ShouldBe((true, first.PacketIdentifier));
            await FakeBroker.SendAsync(link, new MqttPubRecPacket { PacketIdentifier = first.PacketIdentifier });
            await FakeBroker.NextAsync<MqttPubRelPacket>(link);
        }

        await FakeBroker.SendAsync(link, new MqttPubCompPacket { PacketIdentifier = first.PacketIdentifier });
        await publishing;
    }

    [Fact]
    public async Task A_message_of_quality_2_that_comes_twice_is_handled_once_and_acknowledged_twice()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        var message = Message(7, MqttQos.ExactlyOnce);

        await FakeBroker.SendAsync(link, message);
        message.Dup = true;
        await FakeBroker.SendAsync(link, message);
        await FakeBroker.NextAsync<MqttPubRecPacket>(link);
        (await FakeBroker.NextAsync<MqttPubRecPacket>(link)).PacketIdentifier.ShouldBe((ushort)7);
        await FakeBroker.SendAsync(link, new MqttPubRelPacket { PacketIdentifier = 7 });
        (await FakeBroker.NextAsync<MqttPubCompPacket>(link)).PacketIdentifier.ShouldBe((ushort)7);

        taken.ShouldBe(["t=hello"]);
    }

    [Fact]
    public async Task A_message_is_acknowledged_when_its_handler_is_done_and_in_order_while_pings_go_on()
    {
        var gate = new TaskCompletionSource();
        handling = () => gate.Task;
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        for (ushort id = 1; id <= 3; id++)
        {
            await FakeBroker.SendAsync(link, Message(id, MqttQos.AtLeastOnce));
        }

        await Eventually.TrueAsync(() => !taken.IsEmpty, "the first is being handled");
        await PingAsync(link);
        gate.SetResult();
        for (ushort id = 1; id <= 3; id++)
        {
            (await FakeBroker.NextAsync<MqttPubAckPacket>(link)).PacketIdentifier.ShouldBe(id);
        }
    }

    [Fact]
    public async Task A_handler_that_fails_holds_nothing_up()
    {
        handling = () => throw new InvalidOperationException("broken");
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();

        await FakeBroker.SendAsync(link, Message(1, MqttQos.AtLeastOnce));

        (await FakeBroker.NextAsync<MqttPubAckPacket>(link)).PacketIdentifier.ShouldBe((ushort)1);
    }

    [Fact]
    public async Task A_broker_that_answers_no_ping_within_half_a_period_is_left()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");
        await PingAsync(link);
        await PingAsync(link, answer: false);

        await AdvanceUntil(() => !client.State.IsConnected, TimeSpan.FromSeconds(30));

        client.State.Problem.ShouldBe("The broker has not answered a ping in time.");
    }

    [Fact]
    public async Task A_broker_of_version_5_sets_the_period_and_the_number_under_way()
    {
        var (broker, client) = Start(MqttVersion.V5);
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync(
            limits: answer => (answer.ServerKeepAlive, answer.ReceiveMaximum) = (10, 1));
        var first = Publish(client, MqttQos.AtLeastOnce);
        var second = Publish(client, MqttQos.AtLeastOnce);
        var sent = await FakeBroker.NextAsync<MqttPublishPacket>(link);
        await PingAsync(link, TimeSpan.FromSeconds(10)); // and not the second message
        await FakeBroker.SendAsync(link, new MqttPubAckPacket { PacketIdentifier = sent.PacketIdentifier });
        await first;
        sent = await FakeBroker.NextAsync<MqttPublishPacket>(link);
        await FakeBroker.SendAsync(link, new MqttPubAckPacket { PacketIdentifier = sent.PacketIdentifier, ReasonCode = MqttPubAckReasonCode.QuotaExceeded });

        (await Should.ThrowAsync<MqttException>(second)).Message.ShouldBe("The message to a/b was not taken: the broker answered quota exceeded.");
        link.PacketFormatterAdapter.ProtocolVersion.ShouldBe(MqttProtocolVersion.V500);
    }

    [Theory]
    [InlineData(10, 2, true, "it has 15 bytes, the broker takes 10")]
    [InlineData(0, 0, true, "the broker takes messages of quality 0 at most")]
    [InlineData(0, 2, false, "the broker keeps no messages (retain)")]
    public async Task What_the_broker_does_not_take_is_refused_before_it_is_sent(uint size, int qos, bool retain, string problem)
    {
        var (broker, client) = Start(MqttVersion.V5);
        await using var _ = client;
        await broker.AcceptAsync(
            limits: answer => (answer.MaximumPacketSize, answer.MaximumQoS, answer.RetainAvailable) = (size, (MqttQualityOfServiceLevel)qos, retain));

        var refused = await Should.ThrowAsync<MqttException>(
            () => client.PublishAsync("a/b", Payload, MqttQos.AtLeastOnce, retain: true, TestContext.Current.CancellationToken));

        (refused.Message, refused.IsTransient).ShouldBe(($"The message to a/b was not taken: {problem}.", false));
    }

    [Fact]
    public async Task Subscriptions_are_made_again_unless_the_broker_kept_them()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await SubscribeAsync(client, link);

        await BreakAsync(client, link, broker);
        (link, var _) = await broker.AcceptAsync();
        var again = await FakeBroker.NextAsync<MqttSubscribePacket>(link);
        again.TopicFilters.Select(filter => (filter.Topic, filter.QualityOfServiceLevel)).ShouldBe([("a/#", MqttQualityOfServiceLevel.AtLeastOnce)]);
        await FakeBroker.SendAsync(link, Granted(again, 1));

        await BreakAsync(client, link, broker);
        (link, var _) = await broker.AcceptAsync(sessionPresent: true);
        await PingAsync(link); // and nothing before it
    }

    [Fact]
    public async Task A_refused_subscription_is_told_and_forgotten()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();

        var refused = await Should.ThrowAsync<MqttException>(() => SubscribeAsync(client, link, 0x80));

        refused.Message.ShouldBe("The broker refused the subscription to a/# (unspecified error).");
    }

    [Fact]
    public async Task A_broker_that_wants_version_5_gets_it_at_once()
    {
        var broker = new FakeBroker();
        await using var client = Client(broker, null);
        client.Start();

        var (first, _) = await broker.AcceptAsync(reason: 1);
        var (second, _) = await broker.AcceptAsync();

        new[] { first, second }.Select(link => link.PacketFormatterAdapter.ProtocolVersion).ShouldBe([MqttProtocolVersion.V311, MqttProtocolVersion.V500]);
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");
    }

    [Theory]
    [InlineData(3, 2, false, "The broker refused the connection: it is not available.")]
    [InlineData(5, 100, true, "The broker refused the connection: not authorised.")]
    public async Task A_refusal_is_tried_again_soon_or_slowly(byte reason, int seconds, bool needsOperator, string problem)
    {
        var (broker, client) = Start();
        await using var _ = client;
        await broker.AcceptAsync(reason: reason);
        await Eventually.TrueAsync(() => client.State.Problem is not null, "it is refused");

        (client.State with { Cause = null }).ShouldBe(new MqttConnectionState(IsConnected: false, problem, needsOperator));
        time.Advance(TimeSpan.FromSeconds(seconds / 2));
        broker.Calls.ShouldBe(1);
        await AdvanceUntil(() => broker.Calls == 2, TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task A_packet_that_is_out_of_place_ends_the_connection()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");

        await FakeBroker.SendAsync(link, MqttPingReqPacket.Instance);

        await Eventually.TrueAsync(() => !client.State.IsConnected, "it has hung up");
        client.State.Problem.ShouldBe("The broker does not keep to MQTT: The PINGREQ Packet is sent from a client to the server only.");
    }

    [Fact]
    public async Task Too_many_that_wait_are_refused_and_the_end_is_told_to_those_that_wait()
    {
        var (_, client) = Start();
        var waiting = Enumerable.Range(0, 3).Select(i => Publish(client, MqttQos.AtLeastOnce)).ToList();

        (await Should.ThrowAsync<MqttException>(() => Publish(client, MqttQos.AtMostOnce))).Message.ShouldBe("3 messages wait for the broker already.");
        await client.DisposeAsync();
        foreach (var each in waiting)
        {
            (await Should.ThrowAsync<MqttException>(each)).IsTransient.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_packet_that_is_too_large_ends_the_connection_before_it_has_come()
    {
        var (broker, client) = Start();
        await using var _ = client;
        await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");

        await broker.SendRawAsync([0x30, 0x81, 0x80, 0x40]);

        await Eventually.TrueAsync(() => !client.State.IsConnected, "it has hung up");
        client.State.Problem.ShouldBe("A packet of 1048577 bytes came; 1048576 are taken.");
    }

    [Theory]
    [InlineData(0x8E, false, "The broker ended the connection: another client took over this client id.")]
    [InlineData(0x87, true, "The broker ended the connection: not authorised.")]
    public async Task A_broker_of_version_5_says_why_it_ends_the_connection(byte reason, bool needsOperator, string problem)
    {
        var (broker, client) = Start(MqttVersion.V5);
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");
        var publishing = Publish(client, MqttQos.AtLeastOnce);
        await FakeBroker.NextAsync<MqttPublishPacket>(link);

        await FakeBroker.SendAsync(link, new MqttDisconnectPacket { ReasonCode = (MqttDisconnectReasonCode)reason });

        await Eventually.TrueAsync(() => !client.State.IsConnected, "it has ended");
        (client.State with { Cause = null }).ShouldBe(new MqttConnectionState(IsConnected: false, problem, needsOperator));
        publishing.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(MqttPubRecReasonCode.NotAuthorized, false, "not authorised: keep out")]
    [InlineData(MqttPubRecReasonCode.QuotaExceeded, true, "quota exceeded: keep out")]
    public async Task A_message_of_quality_2_that_is_refused_ends_with_the_brokers_reason(MqttPubRecReasonCode reason, bool isTransient, string problem)
    {
        var (broker, client) = Start(MqttVersion.V5);
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync(limits: answer => answer.ReceiveMaximum = 1);
        var publishing = Publish(client, MqttQos.ExactlyOnce);
        var publish = await FakeBroker.NextAsync<MqttPublishPacket>(link);

        await FakeBroker.SendAsync(
            link, new MqttPubRecPacket { PacketIdentifier = publish.PacketIdentifier, ReasonCode = reason, ReasonString = "keep out" });

        var refused = await Should.ThrowAsync<MqttException>(publishing);
        (refused.Message, refused.IsTransient).ShouldBe(($"The message to a/b was not taken: the broker answered {problem}.", isTransient));
        var next = Publish(client, MqttQos.AtLeastOnce);
        var sent = await FakeBroker.NextAsync<MqttPublishPacket>(link); // and no PUBREL before it
        await FakeBroker.SendAsync(link, new MqttPubAckPacket { PacketIdentifier = sent.PacketIdentifier });
        await next;
    }

    [Fact]
    public async Task A_new_message_never_has_the_id_of_one_that_is_under_way()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        var first = Publish(client, MqttQos.AtLeastOnce);
        var id = (await FakeBroker.NextAsync<MqttPublishPacket>(link)).PacketIdentifier;
        await BreakAsync(client, link, broker);
        (link, var _) = await broker.AcceptAsync(sessionPresent: true);
        (await FakeBroker.NextAsync<MqttPublishPacket>(link)).PacketIdentifier.ShouldBe(id);

        await SubscribeAsync(client, link);
        var second = Publish(client, MqttQos.ExactlyOnce);
        var other = await FakeBroker.NextAsync<MqttPublishPacket>(link);
        other.PacketIdentifier.ShouldNotBe(id);
        await FakeBroker.SendAsync(link, new MqttPubAckPacket { PacketIdentifier = id });
        await FakeBroker.SendAsync(link, new MqttPubRecPacket { PacketIdentifier = other.PacketIdentifier });
        await FakeBroker.NextAsync<MqttPubRelPacket>(link);
        await FakeBroker.SendAsync(link, new MqttPubCompPacket { PacketIdentifier = other.PacketIdentifier });

        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_flood_is_held_up_and_neither_memory_nor_the_connection_pays_for_it()
    {
        var gate = new TaskCompletionSource();
        handling = () => gate.Task;
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");
        var sent = 0;
        var payload = new byte[60_000];
        var flood = Task.Run(async () =>
        {
            for (; sent < 1000; sent++)
            {
                await FakeBroker.SendAsync(link, new MqttPublishPacket { Topic = "t", PayloadSegment = payload });
            }
        });

        await Eventually.TrueAsync(
            async () =>
            {
                var before = sent;
                await Task.Delay(300);
                return sent == before && sent > 200;
            },
            "the broker can send no more");
        sent.ShouldBeLessThan(300);
        await AdvanceUntil(() => link.BytesReceived > 0 && !client.State.IsConnected, TimeSpan.FromSeconds(60), expected: false); // pings cannot be answered
        client.State.IsConnected.ShouldBeTrue();

        gate.SetResult();
        await flood;
        await Eventually.TrueAsync(() => taken.Count == 1000, "all have come");
    }

    [Fact]
    public async Task A_slow_handler_holds_up_no_reconnect_and_is_not_acknowledged_on_another_connection()
    {
        var gate = new TaskCompletionSource();
        handling = () => gate.Task;
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await FakeBroker.SendAsync(link, Message(1, MqttQos.AtLeastOnce));
        await Eventually.TrueAsync(() => !taken.IsEmpty, "it is being handled");

        await BreakAsync(client, link, broker);
        (link, var _) = await broker.AcceptAsync(sessionPresent: true);
        gate.SetResult();
        await FakeBroker.SendAsync(link, Message(2, MqttQos.AtLeastOnce));

        (await FakeBroker.NextAsync<MqttPubAckPacket>(link)).PacketIdentifier.ShouldBe((ushort)2);
    }

    [Fact]
    public async Task A_message_of_quality_0_that_a_break_swallows_is_not_reported_as_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var client = new MqttBrokerClient(
            new MqttBrokerOptions
            {
                Address = new MqttAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, UseTls: false),
                ClientId = "c",
                Version = MqttVersion.V311,
            },
            handler: null,
            TimeProvider.System,
            new Random(1),
            NullLogger<MqttBrokerClient>.Instance);
        client.Start();
        var publishing = client.PublishAsync("a/b", new byte[1 << 26], MqttQos.AtMostOnce, retain: false, TestContext.Current.CancellationToken);
        using (var broker = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            await broker.ReceiveAsync(new byte[100]);
            await broker.SendAsync(new byte[] { 0x20, 2, 0, 0 }); // CONNACK
            await broker.ReceiveAsync(new byte[100]); // PUBLISH begins, and is never read to its end
            publishing.IsCompleted.ShouldBeFalse();
        }

        var failed = await Should.ThrowAsync<MqttException>(publishing);
        (failed.Message, failed.IsTransient).ShouldBe(("The message to a/b was not taken: the connection ended.", true));
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_the_connection_whole()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        using var patience = new CancellationTokenSource();
        var abandoned = client.PublishAsync("a/b", new byte[1 << 20], MqttQos.AtLeastOnce, retain: false, patience.Token);
        await Task.Delay(100); // it is half written
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(abandoned);

        var next = Publish(client, MqttQos.AtLeastOnce);
        (await FakeBroker.NextAsync<MqttPublishPacket>(link)).Payload.Length.ShouldBe(1 << 20);
        var sent = await FakeBroker.NextAsync<MqttPublishPacket>(link);
        await FakeBroker.SendAsync(link, new MqttPubAckPacket { PacketIdentifier = sent.PacketIdentifier });
        await next;
    }

    [Fact]
    public async Task No_problem_names_a_password()
    {
        var broker = new FakeBroker();
        await using var client = new MqttBrokerClient(
            new MqttBrokerOptions { Address = new MqttAddress("broker", 1883, UseTls: false), ClientId = "c", Password = "s3cr3t", Version = MqttVersion.V311 },
            handler: null,
            broker,
            time,
            new Random(1),
            NullLogger<MqttBrokerClient>.Instance);
        client.Start();

        await Eventually.TrueAsync(() => client.State.Problem is not null, "it is refused");

        (client.State.Problem, client.State.NeedsOperator).ShouldBe(("MQTT 3.1.1 takes a password only together with a user.", true));
        client.State.Cause!.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task An_orderly_end_takes_leave()
    {
        var (broker, client) = Start();
        var (link, _) = await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");

        await client.DisposeAsync();

        await FakeBroker.NextAsync<MqttDisconnectPacket>(link);
    }

    [Fact]
    public void Pauses_double_up_to_a_minute_and_start_over_after_a_good_connection()
    {
        var delay = new MqttReconnectDelay(new Low());

        Enumerable.Range(0, 8).Select(_ => delay.Next(TimeSpan.Zero, needsOperator: false).TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
        delay.Next(TimeSpan.FromMinutes(1), needsOperator: false).TotalSeconds.ShouldBe(1);
    }

    private (FakeBroker Broker, MqttBrokerClient Client) Start(MqttVersion version = MqttVersion.V311)
    {
        var broker = new FakeBroker();
        var client = Client(broker, version);
        client.Start();
        return (broker, client);
    }

    private MqttBrokerClient Client(FakeBroker broker, MqttVersion? version) => new(
        new MqttBrokerOptions { Address = new MqttAddress("broker", 1883, UseTls: false), ClientId = "test", Version = version, MaxWaiting = 3 },
        async (message, _) =>
        {
            taken.Enqueue($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            await handling();
        },
        broker,
        time,
        new Random(1),
        NullLogger<MqttBrokerClient>.Instance);

    private static Task Publish(MqttBrokerClient client, MqttQos qos) =>
        client.PublishAsync("a/b", Payload, qos, retain: false, TestContext.Current.CancellationToken);

    private static async Task SubscribeAsync(MqttBrokerClient client, IMqttChannelAdapter link, byte answer = 1)
    {
        var subscribing = client.SubscribeAsync("a/#", MqttQos.AtLeastOnce, TestContext.Current.CancellationToken);
        var subscribe = await FakeBroker.NextAsync<MqttSubscribePacket>(link);
        await FakeBroker.SendAsync(link, Granted(subscribe, answer));
        await subscribing;
    }

    private static MqttPublishPacket Message(ushort id, MqttQos qos) => new()
    {
        Topic = "t",
        PayloadSegment = Payload,
        PacketIdentifier = id,
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
    };

    private static MqttSubAckPacket Granted(MqttSubscribePacket subscribe, byte answer) =>
        new() { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [(MqttSubscribeReasonCode)answer] };

    private async Task PingAsync(IMqttChannelAdapter link, TimeSpan? after = null, bool answer = true)
    {
        var ping = FakeBroker.NextAsync<MqttPingReqPacket>(link);
        await AdvanceUntil(() => ping.IsCompleted, after ?? TimeSpan.FromSeconds(60));
        await ping;
        if (answer)
        {
            await FakeBroker.SendAsync(link, MqttPingRespPacket.Instance);
        }
    }

    private async Task BreakAsync(MqttBrokerClient client, IMqttChannelAdapter link, FakeBroker broker)
    {
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");
        var calls = broker.Calls;
        link.Dispose();
        await AdvanceUntil(() => broker.Calls > calls, TimeSpan.FromSeconds(10));
    }

    /// <summary>Moves the clock, and once more where the timer was set only after it.</summary>
    private async Task AdvanceUntil(Func<bool> done, TimeSpan step, bool expected = true)
    {
        for (var i = 0; i < 100 && !done(); i++)
        {
            time.Advance(step / 4);
            await Task.Delay(20);
        }

        done().ShouldBe(expected);
    }

    private sealed class Low : Random
    {
        public override double NextDouble() => 0;
    }

    private sealed class BrokenDialer : IMqttDialer
    {
        public Task<Stream> OpenAsync(CancellationToken cancellationToken) => throw new OverflowException("nobody foresaw this");
    }
}
