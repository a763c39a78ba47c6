using System.Collections.Concurrent;
using System.Text;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Destinations.Mqtt.Connecting;
using Butler.Core.Destinations.Mqtt.Wire;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>The handshakes packet by packet, with a broker played by the test and a clock that stands still.</summary>
public sealed class MqttClientTests
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
        var publish = await FakeBroker.NextAsync<MqttPacket.Publish>(link);
        publishing.IsCompleted.ShouldBeFalse();
        await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubAck, publish.Id));

        await publishing;
        (publish.Topic, publish.Duplicate, publish.Id > 0, Encoding.UTF8.GetString(publish.Payload.Span)).ShouldBe(("a/b", false, true, "hello"));
    }

    [Fact]
    public async Task A_client_that_meets_the_unforeseen_says_so_and_nobody_waits_for_it()
    {
        await using var client = new MqttClient(
            new MqttClientOptions { Address = new MqttAddress("broker", 1883, UseTls: false), ClientId = "c" },
            handler: null,
            new BrokenDialer(),
            time,
            new Random(1),
            NullLogger<MqttClient>.Instance);
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
        var publish = await FakeBroker.NextAsync<MqttPacket.Publish>(link);
        await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubRec, publish.Id));
        (await FakeBroker.NextAsync<MqttPacket.Ack>(link)).ShouldBe(new MqttPacket.Ack(MqttPacketType.PubRel, publish.Id));
        publishing.IsCompleted.ShouldBeFalse();
        await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubComp, publish.Id));

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
        var first = await FakeBroker.NextAsync<MqttPacket.Publish>(link);
        if (wasReceived)
        {
            await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubRec, first.Id));
            await FakeBroker.NextAsync<MqttPacket.Ack>(link);
        }

        await BreakAsync(client, link, broker);
        (link, var _) = await broker.AcceptAsync(sessionPresent);

        if (sessionPresent && wasReceived)
        {
            (await FakeBroker.NextAsync<MqttPacket.Ack>(link)).ShouldBe(new MqttPacket.Ack(MqttPacketType.PubRel, first.Id));
        }
        else
        {
            var again = await FakeBroker.NextAsync<MqttPacket.Publish>(link);
            (again.Duplicate, again.Id).ShouldBe((true, first.Id));
            await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubRec, first.Id));
            await FakeBroker.NextAsync<MqttPacket.Ack>(link);
        }

        await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubComp, first.Id));
        await publishing;
    }

    [Fact]
    public async Task A_message_of_quality_2_that_comes_twice_is_handled_once_and_acknowledged_twice()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        var message = new MqttPacket.Publish("t", Payload, MqttQos.ExactlyOnce, Retain: false, Duplicate: false, 7);

        await FakeBroker.SendAsync(link, message);
        await FakeBroker.SendAsync(link, message with { Duplicate = true });
        await FakeBroker.NextAsync<MqttPacket.Ack>(link);
        (await FakeBroker.NextAsync<MqttPacket.Ack>(link)).ShouldBe(new MqttPacket.Ack(MqttPacketType.PubRec, 7));
        await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubRel, 7));
        (await FakeBroker.NextAsync<MqttPacket.Ack>(link)).ShouldBe(new MqttPacket.Ack(MqttPacketType.PubComp, 7, 0));

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
            await FakeBroker.SendAsync(link, new MqttPacket.Publish("t", Payload, MqttQos.AtLeastOnce, Retain: false, Duplicate: false, id));
        }

        await Eventually.TrueAsync(() => !taken.IsEmpty, "the first is being handled");
        await PingAsync(link);
        gate.SetResult();
        for (ushort id = 1; id <= 3; id++)
        {
            (await FakeBroker.NextAsync<MqttPacket.Ack>(link)).Id.ShouldBe(id);
        }
    }

    [Fact]
    public async Task A_handler_that_fails_holds_nothing_up()
    {
        handling = () => throw new InvalidOperationException("broken");
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();

        await FakeBroker.SendAsync(link, new MqttPacket.Publish("t", Payload, MqttQos.AtLeastOnce, Retain: false, Duplicate: false, 1));

        (await FakeBroker.NextAsync<MqttPacket.Ack>(link)).Id.ShouldBe((ushort)1);
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
        var (link, connect) = await broker.AcceptAsync(
            properties: [new MqttProperty(MqttPropertyId.ServerKeepAlive, 10), new MqttProperty(MqttPropertyId.ReceiveMaximum, 1)]);
        var first = Publish(client, MqttQos.AtLeastOnce);
        var second = Publish(client, MqttQos.AtLeastOnce);
        var sent = await FakeBroker.NextAsync<MqttPacket.Publish>(link);
        await PingAsync(link, TimeSpan.FromSeconds(10)); // and not the second message
        await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubAck, sent.Id));
        await first;
        sent = await FakeBroker.NextAsync<MqttPacket.Publish>(link);
        await FakeBroker.SendAsync(link, new MqttPacket.Ack(MqttPacketType.PubAck, sent.Id, 0x97));

        (await Should.ThrowAsync<MqttException>(second)).Message.ShouldBe("The message to a/b was not taken: the broker answered quota exceeded.");
        connect.Version.ShouldBe(MqttVersion.V5);
    }

    [Theory]
    [InlineData(MqttPropertyId.MaximumPacketSize, 10, "it has 15 bytes, the broker takes 10")]
    [InlineData(MqttPropertyId.MaximumQos, 0, "the broker takes messages of quality 0 at most")]
    [InlineData(MqttPropertyId.RetainAvailable, 0, "the broker keeps no messages (retain)")]
    public async Task What_the_broker_does_not_take_is_refused_before_it_is_sent(byte property, uint value, string problem)
    {
        var (broker, client) = Start(MqttVersion.V5);
        await using var _ = client;
        await broker.AcceptAsync(properties: [new MqttProperty(property, value)]);

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
        (await FakeBroker.NextAsync<MqttPacket.Subscribe>(link)).Filters.ShouldBe([new MqttSubscription("a/#", 1)]);
        await FakeBroker.SendAsync(link, new MqttPacket.SubAck(1, new byte[] { 1 }));

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
        var broker = new FakeBroker(MqttVersion.V5);
        await using var client = Client(broker, null);
        client.Start();

        var (_, first) = await broker.AcceptAsync(reason: 1);
        var (_, second) = await broker.AcceptAsync();

        (first.Version, second.Version).ShouldBe((MqttVersion.V311, MqttVersion.V5));
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
    public async Task A_packet_that_is_too_large_or_out_of_place_ends_the_connection()
    {
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");

        await FakeBroker.SendAsync(link, new MqttPacket.PingReq());

        await Eventually.TrueAsync(() => !client.State.IsConnected, "it has hung up");
        client.State.Problem.ShouldBe("The broker sent PingReq, which it may not here.");
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
    public async Task An_orderly_end_takes_leave()
    {
        var (broker, client) = Start();
        var (link, _) = await broker.AcceptAsync();
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");

        await client.DisposeAsync();

        await FakeBroker.NextAsync<MqttPacket.Disconnect>(link);
    }

    [Fact]
    public void Pauses_double_up_to_a_minute_and_start_over_after_a_good_connection()
    {
        var delay = new ReconnectDelay(new Low());

        Enumerable.Range(0, 8).Select(_ => delay.Next(TimeSpan.Zero, needsOperator: false).TotalSeconds).ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
        delay.Next(TimeSpan.FromMinutes(1), needsOperator: false).TotalSeconds.ShouldBe(1);
    }

    private (FakeBroker Broker, MqttClient Client) Start(MqttVersion version = MqttVersion.V311)
    {
        var broker = new FakeBroker(version);
        var client = Client(broker, version);
        client.Start();
        return (broker, client);
    }

    private MqttClient Client(FakeBroker broker, MqttVersion? version) => new(
        new MqttClientOptions { Address = new MqttAddress("broker", 1883, UseTls: false), ClientId = "test", Version = version, MaxWaiting = 3 },
        async (message, _) =>
        {
            taken.Enqueue($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            await handling();
        },
        broker,
        time,
        new Random(1),
        NullLogger<MqttClient>.Instance);

    private static Task Publish(MqttClient client, MqttQos qos) =>
        client.PublishAsync("a/b", Payload, qos, retain: false, TestContext.Current.CancellationToken);

    private static async Task SubscribeAsync(MqttClient client, MqttLink link, byte answer = 1)
    {
        var subscribing = client.SubscribeAsync("a/#", MqttQos.AtLeastOnce, TestContext.Current.CancellationToken);
        var subscribe = await FakeBroker.NextAsync<MqttPacket.Subscribe>(link);
        await FakeBroker.SendAsync(link, new MqttPacket.SubAck(subscribe.Id, new[] { answer }));
        await subscribing;
    }

    private async Task PingAsync(MqttLink link, TimeSpan? after = null, bool answer = true)
    {
        var ping = FakeBroker.NextAsync<MqttPacket.PingReq>(link);
        await AdvanceUntil(() => ping.IsCompleted, after ?? TimeSpan.FromSeconds(60));
        await ping;
        if (answer)
        {
            await FakeBroker.SendAsync(link, new MqttPacket.PingResp());
        }
    }

    private async Task BreakAsync(MqttClient client, MqttLink link, FakeBroker broker)
    {
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");
        var calls = broker.Calls;
        await link.DisposeAsync();
        await AdvanceUntil(() => broker.Calls > calls, TimeSpan.FromSeconds(10));
    }

    /// <summary>Moves the clock, and once more where the timer was set only after it.</summary>
    private async Task AdvanceUntil(Func<bool> done, TimeSpan step)
    {
        for (var i = 0; i < 100 && !done(); i++)
        {
            time.Advance(step / 4);
            await Task.Delay(20);
        }

        done().ShouldBeTrue();
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
