using System.Collections.Concurrent;
using System.Text;
using Butler.Core.Destinations.Mqtt;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet.Adapter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>A client whose broker the test plays packet by packet, with a clock that stands still.</summary>
public abstract class MqttBrokerTest
{
    private protected static readonly byte[] Payload = "hello"u8.ToArray();

    private protected FakeTime Time { get; } = new();

    private protected ConcurrentQueue<string> Taken { get; } = new();

    private protected Func<Task> Handling { get; set; } = () => Task.CompletedTask;

    private protected (FakeBroker Broker, MqttBrokerClient Client) Start(MqttVersion version = MqttVersion.V311)
    {
        var broker = new FakeBroker();
        var client = Client(broker, version);
        client.Start();
        return (broker, client);
    }

    private protected MqttBrokerClient Client(FakeBroker broker, MqttVersion? version) => new(
        new MqttBrokerOptions
        {
            Address = new MqttAddress("broker", 1883, UseTls: false),
            ClientId = "test",
            Version = version,
            MaxWaiting = 3,
        },
        async (message, _) =>
        {
            Taken.Enqueue($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
            await Handling();
        },
        broker,
        Time,
        new Random(1),
        NullLogger<MqttBrokerClient>.Instance);

    private protected static Task Publish(MqttBrokerClient client, MqttQos qos) =>
        client.PublishAsync("a/b", Payload, qos, retain: false, TestContext.Current.CancellationToken);

    private protected static async Task SubscribeAsync(MqttBrokerClient client, IMqttChannelAdapter link, byte answer = 1)
    {
        var subscribing = client.SubscribeAsync("a/#", MqttQos.AtLeastOnce, TestContext.Current.CancellationToken);
        var subscribe = await FakeBroker.NextAsync<MqttSubscribePacket>(link);
        await FakeBroker.SendAsync(link, Granted(subscribe, answer));
        await subscribing;
    }

    private protected static MqttPublishPacket Message(ushort id, MqttQos qos) => new()
    {
        Topic = "t",
        PayloadSegment = Payload,
        PacketIdentifier = id,
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
    };

    private protected static MqttSubAckPacket Granted(MqttSubscribePacket subscribe, byte answer) =>
        new() { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [(MqttSubscribeReasonCode)answer] };

    private protected async Task PingAsync(IMqttChannelAdapter link, TimeSpan? after = null, bool answer = true)
    {
        var ping = FakeBroker.NextAsync<MqttPingReqPacket>(link);
        await AdvanceUntil(() => ping.IsCompleted, after ?? TimeSpan.FromSeconds(60));
        await ping;
        if (answer)
        {
            await FakeBroker.SendAsync(link, MqttPingRespPacket.Instance);
        }
    }

    private protected async Task BreakAsync(MqttBrokerClient client, IMqttChannelAdapter link, FakeBroker broker)
    {
        await Eventually.TrueAsync(() => client.State.IsConnected, "it is connected");
        var calls = broker.Calls;
        link.Dispose();
        await AdvanceUntil(() => broker.Calls > calls, TimeSpan.FromSeconds(10));
    }

    /// <summary>Moves the clock, and once more where the timer was set only after it.</summary>
    private protected async Task AdvanceUntil(Func<bool> done, TimeSpan step, bool expected = true)
    {
        for (var i = 0; i < 100 && !done(); i++)
        {
            Time.Advance(step / 4);
            await Task.Delay(20);
        }

        done().ShouldBe(expected);
    }
}
