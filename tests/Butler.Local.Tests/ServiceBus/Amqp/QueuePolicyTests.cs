using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Core.Commands;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus.Amqp;

/// <summary>A relay has a key for each of its queues, each with one right, as infra/modules/serviceBus.bicep makes them.</summary>
public sealed class QueuePolicyTests : IAsyncLifetime
{
    private const string Relay = "plant";
    private ServiceBusEmulator emulator = null!;
    private AmqpServiceBus everything = null!;
    private AmqpServiceBus relay = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var commands = QueueNames.Commands(Relay);
        emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions
            {
                Port = 0,
                Queues = DesignQueues.For(Relay, "other"),
                QueuePolicies =
                [
                    AccessPolicy.OfQueue(QueueNames.Events, Relay, "ZXZlbnRz", AccessRight.Send),
                    AccessPolicy.OfQueue(QueueNames.Replies, Relay, "cmVwbGllcw==", AccessRight.Send),
                    AccessPolicy.OfQueue(commands, Relay, "Y29tbWFuZHM=", AccessRight.Listen),
                ],
            },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            Cancelled);
        everything = Connect(emulator.ConnectionString);
        relay = Connect(
            string.Join(' ', Key(QueueNames.Events, "ZXZlbnRz"), Key(QueueNames.Replies, "cmVwbGllcw=="), Key(commands, "Y29tbWFuZHM=")));
    }

    [Fact]
    public async Task A_relay_sends_its_events_and_replies_and_settles_its_commands()
    {
        await relay.SendAsync(QueueNames.Events, Message("event"), Cancelled);
        await relay.SendBatchAsync(QueueNames.Replies, [Message("reply"), Message("heartbeat")], Cancelled);
        await everything.SendAsync(QueueNames.Commands(Relay), Message("command"), Cancelled);

        var command = (await relay.ReceiveAsync(QueueNames.Commands(Relay), TimeSpan.FromSeconds(20), Cancelled)).ShouldNotBeNull();
        await relay.RenewAsync(command, Cancelled);
        await relay.CompleteAsync(command, Cancelled);

        command.MessageId.ShouldBe("command");
        emulator.Snapshot().Where(queue => queue.Active > 0).Select(queue => (queue.Queue, queue.Active)).ShouldBe(
            [(QueueNames.Events, 1), (QueueNames.Replies, 2)]);
    }

    [Fact]
    public async Task It_can_do_nothing_else()
    {
        (await RefusedAsync(() => relay.ReceiveAsync(QueueNames.Events, TimeSpan.FromSeconds(1), Cancelled))).ShouldContain("right Listen");
        (await RefusedAsync(() => relay.SendAsync(QueueNames.Commands(Relay), Message("x"), Cancelled))).ShouldContain("right Send");
        (await RefusedAsync(() => relay.SendAsync(QueueNames.Commands("other"), Message("x"), Cancelled))).ShouldBe(
            "No Service Bus connection string is for the queue commands-other; there are some for events, replies, commands-plant.");
        await using var borrowed = Connect(Key(QueueNames.Commands("other"), "Y29tbWFuZHM="));
        (await RefusedAsync(() => borrowed.ReceiveAsync(QueueNames.Commands("other"), TimeSpan.FromSeconds(1), Cancelled)))
            .ShouldContain("one of another queue");
    }

    public async ValueTask DisposeAsync()
    {
        await relay.DisposeAsync();
        await everything.DisposeAsync();
        await emulator.DisposeAsync();
    }

    private static async Task<string> RefusedAsync(Func<Task> call)
    {
        var refused = await Should.ThrowAsync<BusException>(call);
        refused.Fault.ShouldBe(ServiceBusFault.Unauthorized);
        return refused.Message;
    }

    private static AmqpServiceBus Connect(string connection) =>
        new(ServiceBusConnection.Parse(connection), new AmqpOptions { Retries = 0 });

    private static QueueMessage Message(string id) => new() { MessageId = id, Body = "{}"u8.ToArray() };

    private string Key(string queue, string key) =>
        $"Endpoint=sb://127.0.0.1:{emulator.Port};SharedAccessKeyName={Relay};SharedAccessKey={key};UseDevelopmentEmulator=true;EntityPath={queue}";
}
