using System.Collections.Concurrent;
using System.Text;
using Butler.Core.Destinations.Mqtt;
using Butler.Functions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Functions.Tests.Messages;

public sealed class MessageToBrokerTests
{
    [Fact]
    public async Task A_message_reaches_the_subscribers_of_its_topic()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        await broker.StartAsync();
        var taken = new ConcurrentQueue<string>();
        await using var reader = await ReadAsync(broker, taken);
        await using var site = await ApiSite.StartAsync(new App(
            $$"""
            channels:
              plant: { type: mqtt, url: "mqtt://127.0.0.1:{{broker.Port}}", preset: butler, qos: 1 }
            routes: []
            api: { mqtt: plant, mqttTopics: [app/+/done] }
            """));

        (await site.AskAsync("PUT mqttpublishmessage", """{"topic":"app/Försäljning/done","message":"{\"rows\":5}"}"""))
            .ShouldBe("""201 {"topic":"app/F\u00F6rs\u00E4ljning/done","message":"{\u0022rows\u0022:5}"}""");
        await site.App.RunVisibleAsync();

        await Eventually.TrueAsync(() => taken.Count == 1, "the message has come");
        taken.ShouldBe(["""app/Försäljning/done={"rows":5}"""]);
    }

    private static async Task<MqttBrokerClient> ReadAsync(Mosquitto broker, ConcurrentQueue<string> taken)
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
