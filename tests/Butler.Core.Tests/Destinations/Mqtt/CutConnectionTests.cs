using System.Collections.Concurrent;
using System.Text;
using Butler.Core.Destinations.Mqtt;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Core.Tests.Destinations.Mqtt;

/// <summary>A real broker behind a connection that is cut again and again, in the middle of what it answers.</summary>
public sealed class CutConnectionTests
{
    private const int Messages = 400;
    private const int Cuts = 6;
    private readonly ConcurrentQueue<string> taken = new();
    private readonly FakeTime time = new();

    [Theory]
    [InlineData(MqttVersion.V311, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V311, MqttQos.ExactlyOnce)]
    [InlineData(MqttVersion.V5, MqttQos.AtLeastOnce)]
    [InlineData(MqttVersion.V5, MqttQos.ExactlyOnce)]
    public async Task Nothing_is_lost_and_with_quality_2_nothing_comes_twice_where_the_broker_keeps_the_session(
        MqttVersion version, MqttQos qos)
    {
        using var broker = new Mosquitto("allow_anonymous true", "max_queued_messages 0");
        await broker.StartAsync();
        using var line = new CutLine(broker.Port, Cuts);
        await using var reader = Client(broker.Port, "reader", MqttVersion.V5, TimeProvider.System);
        await reader.SubscribeAsync("t", MqttQos.ExactlyOnce, TestContext.Current.CancellationToken);
        await using var writer = Client(line.Port, "writer", version, time);

        var publishing = Task.WhenAll(Enumerable.Range(0, Messages).Select(i => PublishAsync(writer, $"{i}", qos)));
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(writer.State.IsConnected ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
                return publishing.IsCompleted;
            },
            "all are published");

        await publishing;
        line.Cut.ShouldBe(Cuts);
        await Eventually.TrueAsync(() => taken.Distinct().Count() == Messages, "all have arrived");
        if (version == MqttVersion.V5 && qos == MqttQos.ExactlyOnce)
        {
            taken.Count.ShouldBe(Messages);
        }
    }

    private static Task PublishAsync(MqttBrokerClient writer, string text, MqttQos qos) => writer.PublishAsync(
        "t", Encoding.UTF8.GetBytes(text.PadRight(500)), qos, retain: false, TestContext.Current.CancellationToken);

    private MqttBrokerClient Client(int port, string name, MqttVersion version, TimeProvider clock)
    {
        var client = new MqttBrokerClient(
            new MqttBrokerOptions
            {
                Address = new MqttAddress("127.0.0.1", port, UseTls: false),
                ClientId = name,
                Version = version,
                SessionExpiry = version == MqttVersion.V5 ? TimeSpan.FromMinutes(5) : TimeSpan.Zero,
            },
            (message, _) =>
            {
                taken.Enqueue(Encoding.UTF8.GetString(message.Payload.Span));
                return Task.CompletedTask;
            },
            clock,
            new Random(1),
            NullLogger<MqttBrokerClient>.Instance);
        client.Start();
        return client;
    }
}
