using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus.Amqp;

public sealed class SendingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_makes_the_round_with_all_it_carries()
    {
        await using var bench = await AmqpBench.StartAsync();
        await bench.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage(new byte[] { 0, 200, 13, 10 })
        {
            MessageId = "id",
            Subject = "Größe",
            CorrelationId = "correlation",
            ContentType = "application/json; charset=utf-8",
            To = "to",
            ReplyTo = "reply",
            ReplyToSessionId = "reply session",
            PartitionKey = "partition",
            TimeToLive = TimeSpan.FromMinutes(5),
        }, Cancelled);
        var receiver = bench.Client.CreateReceiver("q");
        var received = await AmqpBench.NextAsync(receiver);

        received.Body.ToArray().ShouldBe([0, 200, 13, 10]);
        (received.MessageId, received.Subject, received.CorrelationId, received.ContentType)
            .ShouldBe(("id", "Größe", "correlation", "application/json; charset=utf-8"));
        (received.To, received.ReplyTo, received.ReplyToSessionId, received.PartitionKey)
            .ShouldBe(("to", "reply", "reply session", "partition"));
        var now = bench.Time.GetUtcNow();
        (received.SequenceNumber, received.EnqueuedSequenceNumber, received.DeliveryCount, received.State)
            .ShouldBe((1, 0, 1, ServiceBusMessageState.Active));
        (received.EnqueuedTime, received.LockedUntil, received.ExpiresAt, received.TimeToLive)
            .ShouldBe((now, now.AddSeconds(60), now.AddMinutes(5), TimeSpan.FromMinutes(5)));
        await receiver.CompleteMessageAsync(received, Cancelled);
        bench.Counts.ShouldBe(new QueueCounts("q", Active: 0, Scheduled: 0, Locked: 0, DeadLettered: 0, Sent: 1, Completed: 1, Waiting: 0));
    }

    [Fact]
    public async Task A_custom_property_keeps_its_type()
    {
        await using var bench = await AmqpBench.StartAsync();
        var message = new ServiceBusMessage("x");
        var properties = new Dictionary<string, object>
        {
            ["string"] = "ü \"x\"",
            ["bool"] = true,
            ["byte"] = (byte)200,
            ["sbyte"] = (sbyte)-3,
            ["short"] = (short)-300,
            ["ushort"] = (ushort)60_000,
            ["int"] = 5,
            ["uint"] = 4_000_000_000u,
            ["long"] = 5L,
            ["ulong"] = ulong.MaxValue,
            ["float"] = 1.5f,
            ["double"] = 2.0,
            ["decimal"] = 12.34m,
            ["char"] = 'ß',
            ["Guid"] = new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            ["DateTime"] = new DateTime(2031, 3, 14, 4, 12, 7, DateTimeKind.Utc),
            ["DateTimeOffset"] = new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero),
            ["TimeSpan"] = TimeSpan.FromSeconds(1.5),
            ["Uri"] = new Uri("https://example.com/a%20b"),
            ["Name with space"] = "case counts",
            ["name with space"] = "case counts too",
        };
        foreach (var (name, value) in properties)
        {
            message.ApplicationProperties[name] = value;
        }

        await bench.Client.CreateSender("q").SendMessageAsync(message, Cancelled);
        var received = await AmqpBench.NextAsync(bench.Client.CreateReceiver("q"));

        received.ApplicationProperties.ShouldBe(properties, ignoreOrder: true);
        received.ApplicationProperties.ToDictionary(property => property.Key, property => property.Value.GetType())
            .ShouldBe(properties.ToDictionary(property => property.Key, property => property.Value.GetType()), ignoreOrder: true);
    }

    [Fact]
    public async Task What_only_AMQP_knows_comes_back_too()
    {
        await using var bench = await AmqpBench.StartAsync();
        var message = new ServiceBusMessage { PartitionKey = "p" };
        var raw = message.GetRawAmqpMessage();
        raw.Body = AmqpMessageBody.FromValue("a value");
        raw.Properties.UserId = new byte[] { 1, 2 };
        raw.Properties.ContentEncoding = "gzip";
        raw.Properties.GroupSequence = 7;
        raw.MessageAnnotations["own"] = 4;
        raw.Footer["end"] = "footer";
        await bench.Client.CreateSender("q").SendMessageAsync(message, Cancelled);
        var received = (await AmqpBench.NextAsync(bench.Client.CreateReceiver("q"))).GetRawAmqpMessage();

        received.Body.TryGetValue(out var body).ShouldBeTrue();
        body.ShouldBe("a value");
        received.Properties.UserId!.Value.ToArray().ShouldBe([1, 2]);
        (received.Properties.ContentEncoding, received.Properties.GroupSequence, received.MessageAnnotations["own"], received.Footer["end"])
            .ShouldBe(("gzip", 7u, 4, "footer"));
        received.Properties.MessageId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_batch_keeps_its_messages_apart_and_in_order()
    {
        await using var bench = await AmqpBench.StartAsync();
        var sender = bench.Client.CreateSender("q");
        using var batch = await sender.CreateMessageBatchAsync(Cancelled);
        batch.MaxSizeInBytes.ShouldBe(256 * 1024);
        var sent = new List<string>();
        for (var i = 0; batch.TryAddMessage(new ServiceBusMessage(Body(i)) { MessageId = $"{i}" }); i++)
        {
            sent.Add(Body(i));
        }

        sent.Count.ShouldBeGreaterThan(200);
        await sender.SendMessagesAsync(batch, Cancelled);
        var receiver = bench.Client.CreateReceiver(
            "q", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        var received = new List<string>();
        while (received.Count < sent.Count)
        {
            received.AddRange(
                (await receiver.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(20), Cancelled)).Select(message => message.Body.ToString()));
        }

        received.ShouldBe(sent);

        static string Body(int i) => $"{i} {new string('x', 1000)}";
    }

    [Fact]
    public async Task A_message_of_several_frames_arrives_whole()
    {
        await using var bench = await AmqpBench.StartAsync();
        var body = new byte[200_000];
        new Random(7).NextBytes(body);
        await bench.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage(body), Cancelled);

        (await AmqpBench.NextAsync(bench.Client.CreateReceiver("q"))).Body.ToArray().ShouldBe(body);
    }

    [Fact]
    public async Task Each_refusal_is_understood()
    {
        await using var bench = await AmqpBench.StartAsync(new QueueOptions { Name = "q", MaxQueueBytes = 300_000 });
        var sender = bench.Client.CreateSender("q");
        var large = new ServiceBusMessage(new byte[200_000]);

        (await ReasonAsync(() => sender.SendMessageAsync(new ServiceBusMessage(new byte[300_000]), Cancelled)))
            .ShouldBe(ServiceBusFailureReason.MessageSizeExceeded);
        (await ReasonAsync(() => bench.Client.CreateSender("nowhere").SendMessageAsync(new ServiceBusMessage("a"), Cancelled)))
            .ShouldBe(ServiceBusFailureReason.MessagingEntityNotFound);
        await sender.SendMessageAsync(large, Cancelled);
        (await ReasonAsync(() => sender.SendMessageAsync(large, Cancelled))).ShouldBe(ServiceBusFailureReason.QuotaExceeded);
        await Should.ThrowAsync<InvalidOperationException>(
            () => bench.Client.CreateSender(AmqpBench.DeadLetters).SendMessageAsync(new ServiceBusMessage("a"), Cancelled));
        var properties = new ServiceBusMessage("a");
        properties.ApplicationProperties["large"] = new string('x', 65 * 1024);
        (await ReasonAsync(() => sender.SendMessageAsync(properties, Cancelled))).ShouldBe(ServiceBusFailureReason.MessageSizeExceeded);
    }

    [Fact]
    public async Task A_wrong_key_and_a_wrong_policy_are_refused()
    {
        await using var bench = await AmqpBench.StartAsync();
        foreach (var connection in (string[])
            [
                bench.Emulator.ConnectionString.Replace("SAS_KEY_VALUE", "d3Jvbmc=", StringComparison.Ordinal),
                bench.Emulator.ConnectionString.Replace("RootManage", "Other", StringComparison.Ordinal),
            ])
        {
            var stranger = bench.Connect(connection);
            var fault = await Should.ThrowAsync<UnauthorizedAccessException>(
                () => stranger.CreateSender("q").SendMessageAsync(new ServiceBusMessage("a"), Cancelled));
            fault.Message.ShouldContain("401");
        }
    }

    [Fact]
    public async Task The_product_and_a_stranger_understand_each_others_messages()
    {
        await using var bench = await AmqpBench.StartAsync();
        await using var ours = new AmqpServiceBus(ServiceBusConnection.Parse(bench.Emulator.ConnectionString), new AmqpOptions());
        var message = new ServiceBusMessage("theirs")
        {
            MessageId = "a",
            Subject = "label",
            CorrelationId = "c",
            ContentType = "application/json",
        };
        message.ApplicationProperties["whole"] = 5;
        message.ApplicationProperties["text"] = "ü";
        message.ApplicationProperties["a b"] = 1;
        message.ApplicationProperties["id"] = Guid.Empty;
        await bench.Client.CreateSender("q").SendMessageAsync(message, Cancelled);
        var received = (await ours.ReceiveAsync("q", TimeSpan.FromSeconds(50), Cancelled))!;

        (received.MessageId, received.Label, received.CorrelationId, received.DeliveryCount).ShouldBe(("a", "label", "c", 1));
        System.Text.Encoding.UTF8.GetString(received.Body.Span).ShouldBe("theirs");
        received.Properties.ShouldBe(
            new Dictionary<string, object>
            {
                ["whole"] = 5L,
                ["text"] = "ü",
                ["a b"] = 1L,
                ["id"] = "00000000-0000-0000-0000-000000000000",
            },
            ignoreOrder: true);
        await ours.CompleteAsync(received, Cancelled);

        await ours.SendAsync("q", new QueueMessage
        {
            Body = "ours"u8.ToArray(),
            MessageId = "r",
            Label = "label",
            CorrelationId = "c",
            TimeToLive = TimeSpan.FromMinutes(1),
            Properties = new Dictionary<string, object> { ["whole"] = 5L, ["real"] = 2.0, ["flag"] = true, ["text"] = "ü" },
        }, Cancelled);
        var receiver = bench.Client.CreateReceiver("q");
        var taken = await AmqpBench.NextAsync(receiver);

        (taken.MessageId, taken.Subject, taken.CorrelationId, taken.ContentType, taken.Body.ToString(), taken.TimeToLive)
            .ShouldBe(("r", "label", "c", "application/json", "ours", TimeSpan.FromMinutes(1)));
        taken.ApplicationProperties.ShouldBe(
            new Dictionary<string, object> { ["whole"] = 5L, ["real"] = 2.0, ["flag"] = true, ["text"] = "ü" }, ignoreOrder: true);
        await receiver.CompleteMessageAsync(taken, Cancelled);
        bench.Counts.Completed.ShouldBe(2);
    }

    [Fact]
    public async Task Duplicates_are_dropped()
    {
        await using var bench = await AmqpBench.StartAsync();
        var sender = bench.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("first") { MessageId = "id" }, Cancelled);
        await sender.SendMessagesAsync(
            [new ServiceBusMessage("second") { MessageId = "id" }, new ServiceBusMessage("other") { MessageId = "id2" }], Cancelled);

        bench.Counts.Active.ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_is_taken_whole_or_not_at_all()
    {
        await using var bench = await AmqpBench.StartAsync();
        var fault = await Should.ThrowAsync<ArgumentException>(() => bench.Client.CreateSender("q").SendMessagesAsync(
            [new ServiceBusMessage("a"), new ServiceBusMessage("b") { TimeToLive = TimeSpan.FromTicks(1) }], Cancelled));

        fault.Message.ShouldContain("TimeToLive must be more than zero.");
        bench.Counts.Active.ShouldBe(0);
    }

    private static async Task<ServiceBusFailureReason> ReasonAsync(Func<Task> call) =>
        (await Should.ThrowAsync<ServiceBusException>(call)).Reason;
}
