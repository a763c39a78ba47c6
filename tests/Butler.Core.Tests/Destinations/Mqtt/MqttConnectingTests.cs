using Butler.Core.Destinations.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>How connections begin, are kept alive and end.</summary>
public sealed class MqttConnectingTests : MqttBrokerTest
{
    [Fact]
    public async Task A_client_that_meets_the_unforeseen_says_so_and_nobody_waits_for_it()
    {
        await using var client = new MqttBrokerClient(
            new MqttBrokerOptions { Address = new MqttAddress("broker", 1883, UseTls: false), ClientId = "c" },
            handler: null,
            new BrokenDialer(),
            Time,
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
        await FakeBroker.SendAsync(
            link, new MqttPubAckPacket { PacketIdentifier = sent.PacketIdentifier, ReasonCode = MqttPubAckReasonCode.QuotaExceeded });

        (await Should.ThrowAsync<MqttException>(second)).Message.ShouldBe(
            "The message to a/b was not taken: the broker answered quota exceeded.");
        link.PacketFormatterAdapter.ProtocolVersion.ShouldBe(MqttProtocolVersion.V500);
    }

    [Fact]
    public async Task A_broker_that_wants_version_5_gets_it_at_once()
    {
        var broker = new FakeBroker();
        await using var client = Client(broker, null);
        client.Start();

        var (first, _) = await broker.AcceptAsync(reason: 1);
        var (second, _) = await broker.AcceptAsync();

        new[] { first, second }.Select(link => link.PacketFormatterAdapter.ProtocolVersion)
            .ShouldBe([MqttProtocolVersion.V311, MqttProtocolVersion.V500]);
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
        Time.Advance(TimeSpan.FromSeconds(seconds / 2));
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

    [Fact]
    public async Task No_problem_names_a_password()
    {
        var broker = new FakeBroker();
        await using var client = new MqttBrokerClient(
            new MqttBrokerOptions
            {
                Address = new MqttAddress("broker", 1883, UseTls: false),
                ClientId = "c",
                Password = "s3cr3t",
                Version = MqttVersion.V311,
            },
            handler: null,
            broker,
            Time,
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

        Enumerable.Range(0, 8).Select(_ => delay.Next(TimeSpan.Zero, needsOperator: false).TotalSeconds)
            .ShouldBe([1, 2, 4, 8, 16, 32, 60, 60]);
        delay.Next(TimeSpan.FromMinutes(1), needsOperator: false).TotalSeconds.ShouldBe(1);
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
