using Butler.Cli.Programs;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.EndToEnd.Tests.Support;
using Butler.Local.Azurite;
using Butler.Local.FunctionsHost;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.ServiceBus;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.EndToEnd.Tests;

/// <summary>What a queue dead-letters reaches the real function app, and goes back to its queue.</summary>
public sealed class DeadLettersTests
{
    [Fact]
    public async Task A_message_that_expired_is_counted_and_sent_again()
    {
        var data = Directory.CreateTempSubdirectory("butler-e2e-");
        await using var azurite = await Azurite.StartAsync();
        await using var emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions { Queues = DesignQueues.For("relay-1"), SharedAccessKey = "key", Port = 0 },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        var storage = AzuriteTables.ConnectionString(azurite.Port);
        await using (await LocalFunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                WorkerPath = Binaries.Functions,
                DataDirectory = data.FullName,
                AppSettings = new Dictionary<string, string>
                {
                    ["ServiceBus"] = emulator.ConnectionString,
                    ["AzureWebJobsStorage"] = storage,
                    ["AzureWebJobs.TimerDue.Disabled"] = "true",
                },
            },
            emulator.Broker,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None))
        {
            // Nobody takes it from its queue, so it expires there.
            var message = new QueueMessage
            {
                Body = "{}"u8.ToArray(),
                MessageId = "m",
                Label = "a label",
                TimeToLive = TimeSpan.FromSeconds(1),
            };
            await TestBus.SendAsync(emulator.ConnectionString, QueueNames.Timers, message);
            await Eventually.TrueAsync(() => Counts(QueueNames.Timers).Scheduled == 1, "the message is sent again");
            await Eventually.TrueAsync(() => Counts(QueueNames.DeadLetters) is { Active: 0, Locked: 0 }, "the dead letter is handled");
        }

        var tables = new TableStorage(TableConnection.FromConnectionString(storage));
        var count = await tables.GetAsync("Relays", "~dead-letters", QueueNames.Timers, CancellationToken.None);
        (count!.Number("Count"), count.Text("LastReason"), count.Text("LastMessageId")).ShouldBe((1L, "TTLExpiredException", "m"));
        data.Delete(recursive: true);

        Local.ServiceBus.Queues.QueueCounts Counts(string queue) => emulator.Snapshot().Single(each => each.Queue == queue);
    }
}
