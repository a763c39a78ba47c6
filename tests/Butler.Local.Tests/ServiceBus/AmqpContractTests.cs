using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Tests;

namespace Butler.Local.Tests.ServiceBus;

public class AmqpContractTests : ServiceBusContract, IAsyncLifetime
{
    private readonly List<AmqpServiceBus> clients = [];

    protected virtual bool WebSockets => false;

    [Fact]
    public async Task A_message_that_comes_after_its_wait_was_cancelled_is_not_counted_as_delivered()
    {
        await using var bench = await EmulatorBench.StartAsync(null, FakeTime.FromNow());
        var client = Connect(bench.Emulator.ConnectionString);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var wait = client.ReceiveAsync("q", TimeSpan.FromSeconds(50), cancel.Token);
        await Eventually.TrueAsync(() => bench.Counts.Waiting == 1, "it waits");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        await client.SendAsync("q", new QueueMessage { Body = "a"u8.ToArray(), MessageId = "a" }, TestContext.Current.CancellationToken);

        var received = await client.ReceiveAsync("q", TimeSpan.FromSeconds(50), TestContext.Current.CancellationToken);
        received.ShouldNotBeNull().DeliveryCount.ShouldBe(1);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected override IServiceBus Connect(string connectionString)
    {
        var options = new AmqpOptions { Retries = 0, WebSockets = WebSockets };
        var client = new AmqpServiceBus(ServiceBusConnection.Parse(connectionString), options);
        clients.Add(client);
        return client;
    }
}

public sealed class AmqpOverWebSocketsContractTests : AmqpContractTests
{
    protected override bool WebSockets => true;
}
