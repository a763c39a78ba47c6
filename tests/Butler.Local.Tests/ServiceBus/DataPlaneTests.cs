using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus;

public sealed class DataPlaneTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_sent_locked_and_completed()
    {
        await using var bench = await EmulatorBench.StartAsync();
        (await bench.SendAsync("body")).StatusCode.ShouldBe(HttpStatusCode.Created);
        var received = await bench.PeekLockAsync();
        received.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await received.Content.ReadAsStringAsync(Cancelled)).ShouldBe("body");

        (await bench.CallAsync(HttpMethod.Delete, received.Headers.Location!.ToString())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bench.CallAsync(HttpMethod.Delete, received.Headers.Location!.ToString())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        bench.Counts.ShouldBe(new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 1, Completed: 1, Waiting: 0));
    }

    [Fact]
    public async Task What_a_sender_writes_comes_back_and_the_brokers_own_properties_with_it()
    {
        await using var bench = await EmulatorBench.StartAsync();
        using var content = new ByteArrayContent([0, 200, 13, 10]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        await bench.CallAsync(HttpMethod.Post, "Q/messages?timeout=60&api-version=2014-01", content, headers =>
        {
            headers.TryAddWithoutValidation(
                "BrokerProperties",
                """{"MessageId":"m/1","Label":"Gr\u00f6\u00dfe","CorrelationId":"c","To":"t","ReplyTo":"r","ReplyToSessionId":"rs","SessionId":"s","PartitionKey":"s","TimeToLive":30.5,"ForcePersistence":true,"Unknown":[1]}""");
            headers.TryAddWithoutValidation("bx-Text", "\"a \\\"b\\\" \\u00fc\"");
            headers.TryAddWithoutValidation("bx-whole", "3");
            headers.TryAddWithoutValidation("bx-real", "1.5");
            headers.TryAddWithoutValidation("bx-flag", "true");
            headers.TryAddWithoutValidation("bx-time", "\"Fri, 14 Mar 2031 04:12:07 GMT\"");
            headers.TryAddWithoutValidation("x-ms-retrypolicy", "NoRetry");
            headers.TryAddWithoutValidation("x-ms-return-client-request-id", "true");
            headers.TryAddWithoutValidation("X-Forwarded-For", "10.0.0.1");
        });
        var received = await bench.PeekLockAsync();

        (await received.Content.ReadAsByteArrayAsync(Cancelled)).ShouldBe([0, 200, 13, 10]);
        received.Content.Headers.GetValues("Content-Type").ShouldBe(["application/json; charset=utf-8"]);
        received.Headers.Where(header => header.Key.StartsWith("bx-", StringComparison.OrdinalIgnoreCase) || header.Key.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.Single())
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["bx-Text"] = "\"a \\u0022b\\u0022 \\u00FC\"",
                    ["bx-whole"] = "3",
                    ["bx-real"] = "1.5",
                    ["bx-flag"] = "true",
                    ["bx-time"] = "\"Fri, 14 Mar 2031 04:12:07 GMT\"",
                },
                ignoreOrder: true);
        var properties = Properties(received);
        var token = properties["LockToken"]!.GetValue<Guid>();
        properties.Remove("LockToken");
        properties.ToJsonString().ShouldBe(
            """{"DeliveryCount":1,"EnqueuedSequenceNumber":0,"EnqueuedTimeUtc":"Fri, 14 Mar 2031 04:12:07 GMT","LockedUntilUtc":"Fri, 14 Mar 2031 04:13:07 GMT","MessageId":"m/1","SequenceNumber":1,"State":"Active","TimeToLive":30.5,"CorrelationId":"c","Label":"Gr\u00F6\u00DFe","To":"t","ReplyTo":"r","ReplyToSessionId":"rs","SessionId":"s","PartitionKey":"s"}""");
        received.Headers.Location.ShouldBe(new Uri(bench.Client.BaseAddress!, $"q/messages/1/{token}"));
    }

    [Fact]
    public async Task Each_message_of_a_batch_has_its_own_properties()
    {
        await using var bench = await EmulatorBench.StartAsync();
        var sent = await bench.SendBatchAsync(
            """
            [ { "Body": "{\"a\":1}", "BrokerProperties": { "MessageId": "m-1", "TimeToLive": 3600, "ContentType": "application/json" }, "UserProperties": { "schema": "1", "attempt": 2 } },
              { "Body": "zweite ü", "BrokerProperties": { "Label": "x" } },
              { "Body": "again", "BrokerProperties": { "MessageId": "m-1" } } ]
            """);
        sent.StatusCode.ShouldBe(HttpStatusCode.Created);
        var first = await bench.PeekLockAsync();
        var second = await bench.PeekLockAsync();

        (await first.Content.ReadAsStringAsync(Cancelled)).ShouldBe("""{"a":1}""");
        first.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        (first.Headers.GetValues("schema").Single(), first.Headers.GetValues("attempt").Single()).ShouldBe(("\"1\"", "2"));
        (await second.Content.ReadAsStringAsync(Cancelled)).ShouldBe("zweite ü");
        Properties(second)["Label"]!.GetValue<string>().ShouldBe("x");
        (await bench.PeekLockAsync()).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_lock_is_addressed_by_sequence_number_or_by_message_id()
    {
        await using var bench = await EmulatorBench.StartAsync();
        await bench.SendAsync("a", """{"MessageId":"m/1 \u00fc"}""");
        var token = Properties(await bench.PeekLockAsync())["LockToken"]!.GetValue<string>();
        var byNumber = $"q/messages/1/{token}";
        var byId = $"q/messages/{Uri.EscapeDataString("m/1 ü")}/{token}";

        (await bench.CallAsync(HttpMethod.Post, byNumber)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bench.CallAsync(HttpMethod.Post, $"q/messages/other/{token}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await bench.CallAsync(HttpMethod.Put, byId)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bench.CallAsync(HttpMethod.Post, byId)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Properties(await bench.PeekLockAsync())["DeliveryCount"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task A_renewed_lock_outlives_its_first_duration()
    {
        await using var bench = await EmulatorBench.StartAsync();
        await bench.SendAsync("a");
        var location = (await bench.PeekLockAsync()).Headers.Location!.ToString();
        bench.Time.Advance(TimeSpan.FromSeconds(50));
        await bench.CallAsync(HttpMethod.Post, location);
        bench.Time.Advance(TimeSpan.FromSeconds(50));

        (await bench.CallAsync(HttpMethod.Delete, location)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Receive_and_delete_takes_a_message_for_good()
    {
        await using var bench = await EmulatorBench.StartAsync();
        await bench.SendAsync("a");
        var received = await bench.CallAsync(HttpMethod.Delete, "q/messages/head?timeout=0");

        received.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await received.Content.ReadAsStringAsync(Cancelled)).ShouldBe("a");
        Properties(received).ContainsKey("LockToken").ShouldBeFalse();
        (await bench.CallAsync(HttpMethod.Delete, "q/messages/head?timeout=0")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("$DeadLetterQueue")]
    [InlineData("%24deadletterqueue")]
    public async Task A_dead_letter_is_received_and_completed_below_its_queue(string suffix)
    {
        await using var bench = await EmulatorBench.StartAsync(new QueueOptions { Name = "q", MaxDeliveryCount = 1 });
        await bench.SendAsync("a");
        await bench.CallAsync(HttpMethod.Put, (await bench.PeekLockAsync()).Headers.Location!.ToString());
        var dead = await bench.CallAsync(
            HttpMethod.Post, $"q/{suffix}/messages/head?timeout=0", authorization: bench.Sign(bench.Client.BaseAddress + "q"));

        dead.StatusCode.ShouldBe(HttpStatusCode.Created);
        dead.Headers.GetValues("DeadLetterReason").Single().ShouldBe("\"MaxDeliveryCountExceeded\"");
        dead.Headers.GetValues("DeadLetterErrorDescription").Single().ShouldBe(
            "\"Message could not be consumed after 1 delivery attempts.\"");
        (await bench.CallAsync(HttpMethod.Delete, dead.Headers.Location!.ToString())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_scheduled_message_wakes_a_long_poll_at_its_time()
    {
        await using var bench = await EmulatorBench.StartAsync();
        await bench.SendAsync("a", """{"ScheduledEnqueueTimeUtc":"Fri, 14 Mar 2031 04:12:37 GMT","TimeToLive":5}""");
        (await bench.PeekLockAsync()).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var poll = bench.PeekLockAsync(timeout: 55);
        await bench.InLineAsync(1);
        bench.Time.Advance(TimeSpan.FromSeconds(30));

        (await poll).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_client_that_hangs_up_during_its_long_poll_takes_no_message_along()
    {
        await using var bench = await EmulatorBench.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, bench.Emulator.Port, Cancelled);
            var request = $"POST /q/messages/head?timeout=600 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nAuthorization: {bench.Sign("http://127.0.0.1/")}\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancelled);
            await bench.InLineAsync(1);
        }

        await bench.InLineAsync(0);
        await bench.SendAsync("a");

        Properties(await bench.PeekLockAsync())["DeliveryCount"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Stopping_answers_the_long_polls()
    {
        var bench = await EmulatorBench.StartAsync();
        var poll = bench.PeekLockAsync(timeout: 55);
        await bench.InLineAsync(1);
        await bench.Emulator.DisposeAsync();

        (await poll).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        bench.Client.Dispose();
    }

    [Fact]
    public async Task A_message_or_a_batch_above_256_KB_is_refused_with_403_and_its_halves_are_taken()
    {
        await using var bench = await EmulatorBench.StartAsync();
        var half = JsonSerializer.Serialize(new string('x', 130 * 1024));
        var tooLarge = await bench.SendBatchAsync($$"""[{"Body":{{half}}},{"Body":{{half}}}]""");

        tooLarge.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await tooLarge.Content.ReadAsStringAsync(Cancelled)).ShouldContain("too large");
        (await bench.SendBatchAsync($$"""[{"Body":{{half}}}]""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await bench.SendAsync(new string('x', 256 * 1024))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await bench.SendAsync(new string('x', 20 << 20))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await bench.SendAsync(new string('x', 255 * 1024))).StatusCode.ShouldBe(HttpStatusCode.Created);
        bench.Counts.Active.ShouldBe(2);
    }

    [Fact]
    public async Task Properties_above_64_KB_are_refused_with_403()
    {
        await using var bench = await EmulatorBench.StartAsync();
        using var content = new StringContent("a");
        var refused = await bench.CallAsync(HttpMethod.Post, "q/messages", content, headers =>
        {
            for (var i = 0; i < 3; i++)
            {
                headers.TryAddWithoutValidation($"bx-{i}", $"\"{new string('x', 30 * 1024)}\"");
            }
        });

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_full_queue_is_told_from_a_message_too_large()
    {
        await using var bench = await EmulatorBench.StartAsync(new QueueOptions { Name = "q", MaxQueueBytes = 10 });
        var refused = await bench.SendAsync("more than ten bytes");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync(Cancelled)).ShouldContain("quota");
    }

    [Theory]
    [InlineData("""not json""")]
    [InlineData("""[]""")]
    [InlineData("""{"MessageId":5}""")]
    [InlineData("""{"TimeToLive":0}""")]
    [InlineData("""{"TimeToLive":"5"}""")]
    [InlineData("""{"ScheduledEnqueueTimeUtc":"2031-03-14T04:12:07Z"}""")]
    [InlineData("""{"SessionId":"a","PartitionKey":"b"}""")]
    public async Task Malformed_broker_properties_are_a_bad_request(string properties)
    {
        await using var bench = await EmulatorBench.StartAsync();
        (await bench.SendAsync("a", properties)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""nothing""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""[{"Body":{"not":"text"}}]""")]
    [InlineData("""[{"Body":"a"},{"NoBody":"b"}]""")]
    [InlineData("""[{"Body":"a","UserProperties":{"Content-Length":"5"}}]""")]
    [InlineData("""[{"Body":"a","UserProperties":{"a b":"5"}}]""")]
    [InlineData("""[{"Body":"a","UserProperties":{"a":[5]}}]""")]
    [InlineData("""[{"Body":"a","UserProperties":{"a":1e999}}]""")]
    [InlineData("""[{"Body":"a","BrokerProperties":{"ContentType":"a\r\nb"}}]""")]
    public async Task A_malformed_batch_is_a_bad_request_and_takes_nothing(string batch)
    {
        await using var bench = await EmulatorBench.StartAsync();
        (await bench.SendBatchAsync(batch)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        bench.Counts.Active.ShouldBe(0);
    }

    [Theory]
    [InlineData("POST", "nowhere/messages", HttpStatusCode.Gone)]
    [InlineData("POST", "nowhere/messages/head?timeout=0", HttpStatusCode.Gone)]
    [InlineData("DELETE", "nowhere/messages/1/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", HttpStatusCode.Gone)]
    [InlineData("DELETE", "q/messages/1/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", HttpStatusCode.NotFound)]
    [InlineData("PUT", "q/messages/1/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", HttpStatusCode.NotFound)]
    [InlineData("POST", "q/messages/1/0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33", HttpStatusCode.NotFound)]
    [InlineData("POST", "q/$DeadLetterQueue/messages", HttpStatusCode.BadRequest)]
    [InlineData("POST", "q/messages/head?timeout=soon", HttpStatusCode.BadRequest)]
    [InlineData("POST", "q/messages/head?timeout=-1", HttpStatusCode.BadRequest)]
    [InlineData("GET", "q/messages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "q/messages/head", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "q", HttpStatusCode.NotFound)]
    [InlineData("GET", "", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_has_the_status_that_the_service_documents(string method, string path, HttpStatusCode expected)
    {
        await using var bench = await EmulatorBench.StartAsync();
        (await bench.CallAsync(new HttpMethod(method), path)).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_taken_port_is_told_as_an_IOException()
    {
        await using var bench = await EmulatorBench.StartAsync();
        var options = new EmulatorOptions { Port = bench.Emulator.Port, Queues = [], SharedAccessKey = EmulatorBench.Key };

        var fault = await Should.ThrowAsync<IOException>(
            () => ServiceBusEmulator.StartAsync(options, bench.Time, NullLoggerFactory.Instance, Cancelled));
        fault.Message.ShouldContain("address already in use");
    }

    private static JsonObject Properties(HttpResponseMessage response) =>
        JsonNode.Parse(response.Headers.GetValues("BrokerProperties").Single())!.AsObject();
}
