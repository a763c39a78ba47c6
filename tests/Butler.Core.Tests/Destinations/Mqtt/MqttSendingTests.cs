using System.Net;
using System.Net.Sockets;
using System.Text;
using Butler.Core.Destinations.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>The messages that a client sends, in every quality, and over breaks.</summary>
public sealed class MqttSendingTests : MqttBrokerTest
{
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
        (publish.Topic, publish.Dup, publish.PacketIdentifier > 0, Encoding.UTF8.GetString(publish.Payload))
            .ShouldBe(("a/b", false, true, "hello"));
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

    [Theory]
    [InlineData(10, 2, true, "it has 15 bytes, the broker takes 10")]
    [InlineData(0, 0, true, "the broker takes messages of quality 0 at most")]
    [InlineData(0, 2, false, "the broker keeps no messages (retain)")]
    public async Task What_the_broker_does_not_take_is_refused_before_it_is_sent(uint size, int qos, bool retain, string problem)
    {
        var (broker, client) = Start(MqttVersion.V5);
        await using var _ = client;
        await broker.AcceptAsync(
            limits: answer =>
                (answer.MaximumPacketSize, answer.MaximumQoS, answer.RetainAvailable) = (size, (MqttQualityOfServiceLevel)qos, retain));

        var refused = await Should.ThrowAsync<MqttException>(
            () => client.PublishAsync("a/b", Payload, MqttQos.AtLeastOnce, retain: true, TestContext.Current.CancellationToken));

        (refused.Message, refused.IsTransient).ShouldBe(($"The message to a/b was not taken: {problem}.", false));
    }

    [Fact]
    public async Task Too_many_that_wait_are_refused_and_the_end_is_told_to_those_that_wait()
    {
        var (_, client) = Start();
        var waiting = Enumerable.Range(0, 3).Select(i => Publish(client, MqttQos.AtLeastOnce)).ToList();

        (await Should.ThrowAsync<MqttException>(() => Publish(client, MqttQos.AtMostOnce))).Message
            .ShouldBe("3 messages wait for the broker already.");
        await client.DisposeAsync();
        foreach (var each in waiting)
        {
            (await Should.ThrowAsync<MqttException>(each)).IsTransient.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(MqttPubRecReasonCode.NotAuthorized, false, "not authorised: keep out")]
    [InlineData(MqttPubRecReasonCode.QuotaExceeded, true, "quota exceeded: keep out")]
    public async Task A_message_of_quality_2_that_is_refused_ends_with_the_brokers_reason(
        MqttPubRecReasonCode reason, bool isTransient, string problem)
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
        var publishing = client.PublishAsync(
            "a/b", new byte[1 << 26], MqttQos.AtMostOnce, retain: false, TestContext.Current.CancellationToken);
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
}
