using Butler.Core.Destinations.Mqtt;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>Subscriptions and the messages that a broker sends.</summary>
public sealed class MqttReceivingTests : MqttBrokerTest
{
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

        Taken.ShouldBe(["t=hello"]);
    }

    [Fact]
    public async Task A_message_is_acknowledged_when_its_handler_is_done_and_in_order_while_pings_go_on()
    {
        var gate = new TaskCompletionSource();
        Handling = () => gate.Task;
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        for (ushort id = 1; id <= 3; id++)
        {
            await FakeBroker.SendAsync(link, Message(id, MqttQos.AtLeastOnce));
        }

        await Eventually.TrueAsync(() => !Taken.IsEmpty, "the first is being handled");
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
        Handling = () => throw new InvalidOperationException("broken");
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();

        await FakeBroker.SendAsync(link, Message(1, MqttQos.AtLeastOnce));

        (await FakeBroker.NextAsync<MqttPubAckPacket>(link)).PacketIdentifier.ShouldBe((ushort)1);
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
        again.TopicFilters.Select(filter => (filter.Topic, filter.QualityOfServiceLevel))
            .ShouldBe([("a/#", MqttQualityOfServiceLevel.AtLeastOnce)]);
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

    [Fact]
    public async Task A_flood_is_held_up_and_neither_memory_nor_the_connection_pays_for_it()
    {
        var gate = new TaskCompletionSource();
        Handling = () => gate.Task;
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
        // pings cannot be answered
        await AdvanceUntil(() => link.BytesReceived > 0 && !client.State.IsConnected, TimeSpan.FromSeconds(60), expected: false);
        client.State.IsConnected.ShouldBeTrue();

        gate.SetResult();
        await flood;
        await Eventually.TrueAsync(() => Taken.Count == 1000, "all have come");
    }

    [Fact]
    public async Task A_slow_handler_holds_up_no_reconnect_and_is_not_acknowledged_on_another_connection()
    {
        var gate = new TaskCompletionSource();
        Handling = () => gate.Task;
        var (broker, client) = Start();
        await using var _ = client;
        var (link, _) = await broker.AcceptAsync();
        await FakeBroker.SendAsync(link, Message(1, MqttQos.AtLeastOnce));
        await Eventually.TrueAsync(() => !Taken.IsEmpty, "it is being handled");

        await BreakAsync(client, link, broker);
        (link, var _) = await broker.AcceptAsync(sessionPresent: true);
        gate.SetResult();
        await FakeBroker.SendAsync(link, Message(2, MqttQos.AtLeastOnce));

        (await FakeBroker.NextAsync<MqttPubAckPacket>(link)).PacketIdentifier.ShouldBe((ushort)2);
    }
}
