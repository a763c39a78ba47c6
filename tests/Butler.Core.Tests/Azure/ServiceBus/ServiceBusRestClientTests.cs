using System.Text;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Tests.Destinations;
using Butler.Tests;

namespace Butler.Core.Tests.Azure.ServiceBus;

public sealed class ServiceBusRestClientTests
{
    private const string Connection = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0";

    [Fact]
    public async Task A_message_is_sent_as_the_data_plane_wants_it()
    {
        var stub = new StubTransport(_ => StubTransport.Status(201));
        await Client(stub).SendAsync(
            "events",
            new QueueMessage
            {
                Body = """{"å":1}"""u8.ToArray(),
                MessageId = "m-å",
                Label = "sense.reload.failed",
                ScheduledEnqueueTime = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero),
                TimeToLive = TimeSpan.FromMinutes(3),
                Properties = new Dictionary<string, object> { ["type"] = "x\"å", ["hop"] = 2, ["flag"] = true },
            },
            CancellationToken.None);
        var request = stub.Requests.Single();
        request.Method.ShouldBe("POST");
        request.Uri.AbsoluteUri.ShouldBe("https://ns.servicebus.windows.net/events/messages");
        request.Body.ShouldBe("""{"å":1}""");
        request.Headers["Content-Type"].ShouldBe("application/json");
        request.Headers["BrokerProperties"].ShouldBe(
            """{"MessageId":"m-\u00E5","Label":"sense.reload.failed","ScheduledEnqueueTimeUtc":"Fri, 14 Mar 2031 04:12:07 GMT","TimeToLive":180}""");
        request.Headers["type"].ShouldBe("\"x\\u0022\\u00E5\"");
        request.Headers["hop"].ShouldBe("2");
        request.Headers["flag"].ShouldBe("true");

        // The signature was computed apart from this code.
        request.Headers["Authorization"].ShouldBe(
            "SharedAccessSignature sr=https%3A%2F%2Fns.servicebus.windows.net%2Fevents&sig=T8wZFnnMCO9NfhFkvcUmdmjXVsvk5%2B66MWSZlf7I5gM%3D&se=1931229127&skn=send");
    }

    [Fact]
    public async Task Many_messages_go_in_as_few_requests_as_fit_and_in_order()
    {
        var stub = new StubTransport(_ => StubTransport.Status(201));
        var messages = Enumerable.Range(0, 250).Select(i => Message($"{i}", new string('x', 3000))).ToList();
        (await Client(stub).SendBatchAsync("events", messages, CancellationToken.None)).ShouldBeEmpty();
        stub.Requests.Count.ShouldBe(4);
        stub.Requests.ShouldAllBe(r => Encoding.UTF8.GetByteCount(r.Body) < 240 * 1024 && r.Headers["Content-Type"] == "application/vnd.microsoft.servicebus.json");
        stub.Requests.SelectMany(r => JsonDocument.Parse(r.Body).RootElement.EnumerateArray())
            .Select(m => m.GetProperty("BrokerProperties").GetProperty("MessageId").GetString())
                .ShouldBe(messages.Select(m => m.MessageId));
    }

    [Theory]
    [InlineData(403, "The message exceeds the limit of 262144 bytes.")]
    [InlineData(413, "")]
    [InlineData(400, "bad")]
    public async Task A_batch_that_is_refused_is_bisected_until_the_culprit_stands_alone(int status, string detail)
    {
        var stub = new StubTransport(
            r => r.Body.Contains("POISON", StringComparison.Ordinal) ? StubTransport.Status(status, detail) : StubTransport.Status(201));
        var messages = Enumerable.Range(0, 16).Select(i => Message($"{i}", i == 11 ? "POISON" : "good")).ToList();
        var rejected = await Client(stub).SendBatchAsync("events", messages, CancellationToken.None);
        rejected.ShouldHaveSingleItem().Message.MessageId.ShouldBe("11");
        stub.Requests.Where(r => !r.Body.Contains("POISON", StringComparison.Ordinal)).Sum(r => r.Body.Split("good").Length - 1)
            .ShouldBe(15);
    }

    [Theory]
    [InlineData(400, "", ServiceBusFault.BadRequest, false)]
    [InlineData(401, "", ServiceBusFault.Unauthorized, true)]
    [InlineData(403, "no Send claim", ServiceBusFault.Unauthorized, true)]
    [InlineData(403, "QuotaExceeded: the maximum entity size has been reached", ServiceBusFault.QuotaExceeded, true)]
    [InlineData(403, "the received message exceeds the limit", ServiceBusFault.TooLarge, false)]
    [InlineData(404, "", ServiceBusFault.NoSuchQueue, true)]
    [InlineData(410, "", ServiceBusFault.NoSuchQueue, true)]
    [InlineData(413, "", ServiceBusFault.TooLarge, false)]
    [InlineData(429, "", ServiceBusFault.Unavailable, true)]
    [InlineData(500, "", ServiceBusFault.Unavailable, true)]
    [InlineData(503, "", ServiceBusFault.Unavailable, true)]
    public async Task A_status_is_taken_for_what_it_means(int status, string body, ServiceBusFault fault, bool transient)
    {
        var stub = new StubTransport(_ => StubTransport.Status(status, body));
        var thrown = await Should.ThrowAsync<ServiceBusException>(
            () => Client(stub).SendAsync("events", Message("m", "x"), CancellationToken.None));
        (thrown.Fault, thrown.IsTransient).ShouldBe((fault, transient));
        thrown.Message.ShouldNotContain("c2VjcmV0");
        thrown.Message.ShouldNotContain("SharedAccessSignature");
    }

    [Fact]
    public async Task A_lock_that_is_gone_is_no_missing_queue()
    {
        var stub = new StubTransport(_ => StubTransport.Status(404));
        var message = new LockedMessage { Queue = "q", Body = default, Lock = new Uri("https://ns.servicebus.windows.net/q/messages/1/x"), Properties = new Dictionary<string, object>() };
        (await Should.ThrowAsync<ServiceBusException>(() => Client(stub).CompleteAsync(message, CancellationToken.None))).Fault
            .ShouldBe(ServiceBusFault.LockLost);
    }

    [Fact]
    public async Task A_received_message_brings_its_properties_and_its_lock()
    {
        var stub = new StubTransport(_ => StubTransport.Status(
            201,
            "{}",
            ("Location", "https://ns.servicebus.windows.net/q/messages/7/0b7b4d1e-0000-0000-0000-000000000000"),
            ("BrokerProperties", """{"MessageId":"m","DeliveryCount":3,"SequenceNumber":7,"LockToken":"0b7b4d1e-0000-0000-0000-000000000000","EnqueuedTimeUtc":"Fri, 14 Mar 2031 04:12:07 GMT"}"""),
            ("bx-text", "\"a\\u00E5\""),
            ("bx-number", "5")));
        var message = (await Client(stub).ReceiveAsync("q", TimeSpan.FromMinutes(5), CancellationToken.None))!;
        stub.Requests.Single().Uri.PathAndQuery.ShouldBe("/q/messages/head?timeout=55");
        (message.MessageId, message.DeliveryCount, message.EnqueuedTime).ShouldBe(
            ("m", 3, new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero)));
        message.Properties["BX-Text"].ShouldBe("aå");
        message.Properties["bx-number"].ShouldBe(5L);
        message.Lock.AbsolutePath.ShouldBe("/q/messages/7/0b7b4d1e-0000-0000-0000-000000000000");
    }

    [Fact]
    public async Task No_message_within_the_wait_is_null() =>
        (await Client(new StubTransport(_ => StubTransport.Status(204))).ReceiveAsync("q", TimeSpan.Zero, CancellationToken.None))
            .ShouldBeNull();

    [Fact]
    public async Task A_busy_service_is_asked_again_before_the_caller_is_told()
    {
        var answers = new Queue<int>([503, 500, 201]);
        var stub = new StubTransport(_ => StubTransport.Status(answers.Dequeue()));
        await new ServiceBusRestClient(ServiceBusConnection.Parse(Connection, new FakeTime()), retries: 3, stub.Pipeline)
            .SendAsync("q", Message("m", "x"), CancellationToken.None);
        stub.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("nonsense=1", "lacks Endpoint")]
    [InlineData("Endpoint=sb://x/", "lacks SharedAccessKeyName")]
    [InlineData("http://ns.servicebus.windows.net", "must be a connection string or https://")]
    [InlineData("Endpoint=sb://x;garbage", "no equals sign")]
    public void A_bad_connection_says_what_is_missing(string text, string expected) =>
        Should.Throw<FormatException>(() => ServiceBusConnection.Parse(text, new FakeTime())).Message.ShouldContain(expected);

    [Fact]
    public void The_emulator_is_plain_HTTP_on_its_port() =>
        ServiceBusConnection.Parse(
            "Endpoint=sb://127.0.0.1:5380;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true", new FakeTime())
            .Address.ShouldBe(new Uri("http://127.0.0.1:5380/"));

    private static ServiceBusRestClient Client(StubTransport stub) =>
        new(ServiceBusConnection.Parse(Connection, new FakeTime()), retries: 0, stub.Pipeline);

    private static QueueMessage Message(string id, string text) => new() { Body = Encoding.UTF8.GetBytes($$"""{"t":"{{text}}"}"""), MessageId = id };
}
