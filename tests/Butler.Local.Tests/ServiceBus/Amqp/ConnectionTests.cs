using System.Globalization;
using Azure.Messaging.ServiceBus;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.ServiceBus.Amqp;

public sealed class ConnectionTests
{
    private static readonly QueueOptions Options = new() { Name = "q" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_client_held_is_delivered_again_when_its_lock_ends()
    {
        await using var bench = await AmqpBench.StartAsync();
        using var relay = new BreakableRelay(bench.Emulator.Port);
        await bench.SendAsync("a");
        var killed = bench.Connect(Through(bench, relay));
        await AmqpBench.NextAsync(killed.CreateReceiver("q"));
        bench.Emulator.AmqpConnectionCount.ShouldBe(2);
        relay.Dispose();
        await Eventually.TrueAsync(() => bench.Emulator.AmqpConnectionCount == 1, "the broker sees the client gone");
        (bench.Counts.Locked, bench.Counts.Waiting).ShouldBe((1, 0));
        bench.Time.Advance(TimeSpan.FromSeconds(60));

        (await AmqpBench.NextAsync(bench.Client.CreateReceiver("q"))).DeliveryCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_receiver_that_is_cut_off_goes_on_over_a_new_connection()
    {
        await using var bench = await AmqpBench.StartAsync();
        using var relay = new BreakableRelay(bench.Emulator.Port);
        var client = bench.Connect(Through(bench, relay), options => options.RetryOptions.MaxRetries = 20);
        var receiver = client.CreateReceiver("q");
        await bench.SendAsync("a", "b");
        var message = await AmqpBench.NextAsync(receiver);
        relay.Break();
        await receiver.PeekMessageAsync(cancellationToken: Cancelled);
        await receiver.CompleteMessageAsync(message, Cancelled);

        (await AmqpBench.NextAsync(receiver)).Body.ToString().ShouldBe("b");
        (bench.Counts.Completed, relay.Accepted).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_connection_that_idles_stays_open()
    {
        await using var bench = await AmqpBench.StartAsync();
        using var relay = new BreakableRelay(bench.Emulator.Port);
        var client = bench.Connect(Through(bench, relay), options => options.ConnectionIdleTimeout = TimeSpan.FromSeconds(2));
        var sender = client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("a"), Cancelled);

        // The client closes a connection that is silent for two seconds.
        await Task.Delay(TimeSpan.FromSeconds(5), Cancelled);
        await sender.SendMessageAsync(new ServiceBusMessage("b"), Cancelled);
        (bench.Counts.Active, relay.Accepted).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_broker_that_starts_again_delivers_again_what_was_not_settled()
    {
        using var directory = new TempDirectory();
        await using var bench = await AmqpBench.StartAsync(
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, directory.Path, Options);
        var client = bench.Connect(null, options => options.RetryOptions.MaxRetries = 50);
        var receiver = client.CreateReceiver("q");
        var sender = client.CreateSender("q");
        var sent = new ServiceBusMessage("held");
        sent.ApplicationProperties["int"] = 5;
        sent.ApplicationProperties["Guid"] = new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff");
        await sender.SendMessageAsync(sent, Cancelled);
        await sender.SendMessageAsync(new ServiceBusMessage("deferred"), Cancelled);
        var held = await AmqpBench.NextAsync(receiver);
        var deferred = await AmqpBench.NextAsync(receiver);
        await receiver.DeferMessageAsync(deferred, new Dictionary<string, object> { ["why"] = "later" }, Cancelled);
        await bench.RestartAsync(directory.Path, Options);

        (await Should.ThrowAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(held, Cancelled))).Reason
            .ShouldBe(ServiceBusFailureReason.MessageLockLost);
        var again = await AmqpBench.NextAsync(receiver);
        (again.Body.ToString(), again.DeliveryCount).ShouldBe(("held", 2));
        again.ApplicationProperties.ShouldBe(sent.ApplicationProperties, ignoreOrder: true);
        var byNumber = await receiver.ReceiveDeferredMessageAsync(deferred.SequenceNumber, Cancelled);
        (byNumber.Body.ToString(), byNumber.DeliveryCount, byNumber.ApplicationProperties["why"]).ShouldBe(("deferred", 2, "later"));
        await sender.SendMessageAsync(new ServiceBusMessage("new"), Cancelled);
        (await AmqpBench.NextAsync(receiver)).Body.ToString().ShouldBe("new");
    }

    [Fact]
    public async Task A_stop_ends_all_connections_while_clients_wait_and_work()
    {
        await using var bench = await AmqpBench.StartAsync();
        var waits = Enumerable.Range(0, 5).Select(async i =>
        {
            var client = bench.Connect(
                null,
                options => options.TransportType = i % 2 == 0 ? ServiceBusTransportType.AmqpTcp : ServiceBusTransportType.AmqpWebSockets);
            await ((Task)client.CreateReceiver("q").ReceiveMessageAsync(TimeSpan.FromMinutes(5), Cancelled))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }).ToArray();
        await Eventually.TrueAsync(() => bench.Counts.Waiting == 5, "five receivers wait");
        var stopped = bench.Emulator;
        await bench.RestartAsync(null, Options);

        stopped.AmqpConnectionCount.ShouldBe(0);
        await Task.WhenAll(waits).WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
    }

    [Fact]
    public async Task A_client_may_use_WebSockets_on_the_same_port()
    {
        await using var bench = await AmqpBench.StartAsync();
        var client = bench.Connect(null, options => options.TransportType = ServiceBusTransportType.AmqpWebSockets);
        await client.CreateSender("q").SendMessageAsync(new ServiceBusMessage(new byte[200_000]), Cancelled);
        var receiver = client.CreateReceiver("q");
        var message = await AmqpBench.NextAsync(receiver);
        message.Body.ToArray().Length.ShouldBe(200_000);
        await receiver.CompleteMessageAsync(message, Cancelled);
        bench.Counts.Completed.ShouldBe(1);
        await client.DisposeAsync();

        await Eventually.TrueAsync(() => bench.Emulator.AmqpConnectionCount == 0, "the client has left");
    }

    [Fact]
    public async Task A_token_that_has_expired_opens_nothing_any_more()
    {
        await using var bench = await AmqpBench.StartAsync();
        var sender = bench.Client.CreateSender("q");
        await sender.SendMessageAsync(new ServiceBusMessage("a"), Cancelled);

        // The client goes by the real clock, and does not renew its token.
        bench.Time.Advance(TimeSpan.FromHours(1));
        await Should.ThrowAsync<UnauthorizedAccessException>(() => sender.SendMessageAsync(new ServiceBusMessage("b"), Cancelled));
        await Should.ThrowAsync<UnauthorizedAccessException>(
            () => bench.Client.CreateReceiver("q").ReceiveMessageAsync(cancellationToken: Cancelled));
        bench.Counts.Sent.ShouldBe(1);
    }

    private static string Through(AmqpBench bench, BreakableRelay relay) => bench.Emulator.ConnectionString.Replace(
        string.Create(CultureInfo.InvariantCulture, $":{bench.Emulator.Port};"),
        string.Create(CultureInfo.InvariantCulture, $":{relay.Port};"),
        StringComparison.Ordinal);
}
