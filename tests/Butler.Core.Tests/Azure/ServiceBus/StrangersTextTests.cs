using Butler.Core.Azure.ServiceBus;
using Butler.Core.Tests.Destinations;

namespace Butler.Core.Tests.Azure.ServiceBus;

/// <summary>Whoever holds a key of a queue chooses most of a message: none of it may throw where it is received.</summary>
public sealed class StrangersTextTests
{
    private static readonly ServiceBusConnection Connection = ServiceBusConnection.Parse(
        "Endpoint=sb://127.0.0.1:9;SharedAccessKeyName=a;SharedAccessKey=YQ==;UseDevelopmentEmulator=true", TimeProvider.System);

    [Theory]
    [InlineData("""{"MessageId":"\ud800","Label":"\udc00x","SequenceNumber":7,"LockToken":"t"}""", "\ufffd", "\ufffdx", 1)]
    [InlineData("""{"MessageId":7,"Label":null,"DeliveryCount":"many","SequenceNumber":1.5}""", null, null, 1)]
    [InlineData("""{"MessageId":"m","DeliveryCount":99999999999}""", "m", null, int.MaxValue)]
    [InlineData("""{"MessageId":"m","Label":""", null, null, 1)]
    [InlineData("[]", null, null, 1)]
    public async Task System_properties_that_cannot_be_read_are_left_out(string header, string? id, string? label, int count)
    {
        var message = await ReceiveAsync(("BrokerProperties", header));

        (message.MessageId, message.Label, message.DeliveryCount).ShouldBe((id, label, count));
    }

    [Theory]
    [InlineData("\"\\ud800\"", "\ufffd")]
    [InlineData("\"half\\", "half\\")]
    [InlineData("\"good \\ud83d\\ude00\"", "good \U0001F600")]
    public async Task Custom_properties_are_text_whatever_they_hold(string header, string expected)
    {
        var message = await ReceiveAsync(("Signature", header));

        message.Properties["signature"].ShouldBe(expected);
    }

    [Fact]
    public async Task A_property_with_half_a_surrogate_pair_is_sent_with_a_replacement()
    {
        var stub = new StubTransport(_ => StubTransport.Status(201));
        var message = new QueueMessage { Body = "{}"u8.ToArray(), MessageId = "m \ud800", Properties = new Dictionary<string, object> { ["site"] = "s \ud800" } };

        await new ServiceBusRestClient(Connection, retries: 0, stub.Pipeline)
            .SendAsync("events", message, TestContext.Current.CancellationToken);

        var sent = stub.Requests.ShouldHaveSingleItem().Headers;
        (sent["site"], sent["BrokerProperties"]).ShouldBe(("\"s \\uFFFD\"", "{\"MessageId\":\"m \\uFFFD\"}"));
    }

    private static async Task<LockedMessage> ReceiveAsync((string Name, string Value) header)
    {
        var stub = new StubTransport(_ => StubTransport.Status(201, "{}", header));
        var client = new ServiceBusRestClient(Connection, retries: 0, stub.Pipeline);
        return (await client.ReceiveAsync("commands-relay-1", TimeSpan.Zero, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
