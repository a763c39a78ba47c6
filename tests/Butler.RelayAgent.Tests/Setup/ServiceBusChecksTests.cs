using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Core.Commands;
using Butler.Local.ServiceBus;
using Butler.Local.ServiceBus.Access;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Setup.Checking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Setup;

/// <summary>What <c>butler-relay check</c> says of keys that are each for one queue.</summary>
public sealed class ServiceBusChecksTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("butler-checks-");

    [Theory]
    [InlineData(
        "events replies commands-plant", "ok    Service Bus   a heartbeat was accepted, with the shared access policy plant")]
    [InlineData(
        "events replies",
        "fail  Service Bus   no connection string is for the queue commands-plant. Put all into serviceBus.connection, with spaces between "
            + "them, as infra/relay-connection.sh prints them")]
    [InlineData(
        "events",
        "fail  Service Bus   no connection string is for the queue replies, commands-plant. Put all into serviceBus.connection, with "
            + "spaces between them, as infra/relay-connection.sh prints them")]
    public async Task Each_queue_that_the_relay_uses_needs_a_key(string queues, string expected)
    {
        await using var emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions
            {
                Port = 0,
                Queues = DesignQueues.For("plant"),
                QueuePolicies = [AccessPolicy.OfQueue(QueueNames.Replies, "plant", "a2V5", AccessRight.Send)],
            },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            TestContext.Current.CancellationToken);
        var options = Read(string.Join(' ', queues.Split(' ').Select(queue =>
            $"Endpoint=sb://127.0.0.1:{emulator.Port};SharedAccessKeyName=plant;SharedAccessKey=a2V5;UseDevelopmentEmulator=true;"
            + $"EntityPath={queue}")));
        await using var bus = new AmqpServiceBus(options.ServiceBus.Connection, new AmqpOptions { Retries = 0 });

        var results = await new ServiceBusChecks(options, bus, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        results[^1].ToString().ShouldBe(expected);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private RelayOptions Read(string connection)
    {
        var file = Path.Combine(folder.FullName, "relay.yaml");
        File.WriteAllText(file, $$"""
            relay: { name: plant }
            serviceBus: { connection: "{{connection}}" }
            commands: { key: "{{new string('k', MasterKey.MinBytes)}}" }
            """);
        return RelayConfiguration.Read(name => name == "BUTLER_RELAY_CONFIG" ? file : null);
    }
}
