using System.Globalization;
using System.Text.Json;
using Butler.Cli.Programs;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.ServiceBus.Amqp;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.EndToEnd.Tests.Support;
using Butler.Local.Azurite;
using Butler.Local.FunctionsHost;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.ServiceBus;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.EndToEnd.Tests;

/// <summary>
/// The real function app, driven by the Functions host, against Azurite, the Service Bus emulator and a webhook, is killed with
/// SIGKILL at each request that it makes for an event, one by one, before and after.
/// </summary>
public sealed class KilledAtEveryRequestTests
{
    /// <summary>One throttled event makes at least these: received, window, held back, plan, webhook, window, done.</summary>
    private const int LeastRequests = 7;

    private static readonly string[] Timers = ["Sweep", "WatchRelays", "Digest", "UnansweredCommands", "ReconcileDeliveries", "Retention"];

    [Fact]
    public async Task Nothing_is_lost_and_a_repetition_is_marked()
    {
        var data = Directory.CreateTempSubdirectory("butler-e2e-");
        using var sink = new HttpSink();
        using var proxy = new KillingProxy();
        await using var tables = await Azurite.StartAsync();
        await using var emulator = await ServiceBusEmulator.StartAsync(
            new EmulatorOptions { Queues = DesignQueues.For("relay-1"), SharedAccessKey = "key", Port = 0 }, TimeProvider.System,
            NullLoggerFactory.Instance, CancellationToken.None);

        var settings = Settings(emulator, proxy, tables.Port, sink, data.FullName);
        await using var bus = new AmqpServiceBus(ServiceBusConnection.Parse(emulator.ConnectionString), new AmqpOptions());
        var sent = 0;

        // The first event makes the tables. The second one is counted: it makes its last request when nothing kills it.
        int requests;
        await using (await StartHostAsync(data.FullName, settings, emulator))
        {
            await AlertAsync();
            proxy.Arm(int.MaxValue, false, () => { });
            await AlertAsync();
            requests = proxy.Requests;
            requests.ShouldBeGreaterThanOrEqualTo(LeastRequests);
        }

        for (var request = 1; request <= requests; request++)
        {
            foreach (var after in new[] { false, true })
            {
                await using var host = await StartHostAsync(data.FullName, settings, emulator);

                // What the last kill has left goes first. Otherwise it is killed each time, until its deliveries are used up.
                await Eventually.TrueAsync(() => emulator.Snapshot().Sum(queue => queue.Active + queue.Locked) == 0, "the rest is handled");
                await QuietAsync(proxy);
                proxy.Arm(request, after, () => ButlerUp.Signal("KILL", host.App.ProcessId!.Value));
                await SendAsync(bus, sent++);
                await Eventually.TrueAsync(() => proxy.HasKilled, $"the app is killed at request {request} of {requests}");
                await QuietAsync(proxy);
                proxy.Arm(int.MaxValue, false, () => { });
            }
        }

        // What was cut off while it was being sent comes back when its lease has run out.
        await using (await StartHostAsync(data.FullName, settings, emulator))
        {
            await Eventually.TrueAsync(
                () => Tasks(sink).Distinct().Count() == sent, () => $"all {sent} are alerted: {Missing()}", TimeSpan.FromMinutes(3));
            await Eventually.TrueAsync(
                () => Waiting(emulator) == 0, "nothing waits any more", TimeSpan.FromMinutes(3));
        }

        foreach (var alert in sink.Requests.GroupBy(r => r.Headers["Idempotency-Key"]))
        {
            alert.Count(r => !r.Headers.ContainsKey("X-Butler-Possible-Duplicate")).ShouldBeLessThanOrEqualTo(1);
            alert.Count().ShouldBeLessThanOrEqualTo(2);
        }

        data.Delete(recursive: true);

        string Missing()
        {
            var names = Enumerable.Range(0, sent).Select(number => number.ToString(CultureInfo.InvariantCulture)).Except(Tasks(sink));
            var queues = emulator.Snapshot().Where(queue => queue.Active + queue.Scheduled + queue.Locked + queue.DeadLettered > 0);
            return $"{string.Join(", ", names)} of {requests} requests are missing; {string.Join(", ", queues)}";
        }

        async Task AlertAsync()
        {
            await SendAsync(bus, sent++);
            await Eventually.TrueAsync(() => sink.Requests.Count == sent && Waiting(emulator) == 0, "the event is alerted");
            await QuietAsync(proxy);
        }
    }

    private static Dictionary<string, string> Settings(
        ServiceBusEmulator emulator, KillingProxy proxy, int tablePort, HttpSink sink, string data)
    {
        var configuration = Path.Combine(data, "butler.yaml");
        File.WriteAllText(configuration, $$"""
            channels: { hook: { type: webhook, url: "{{proxy.For(sink.Url)}}" } }
            routes: [{ name: all, on: "*", throttle: { every: 1s, per: task }, send: [{ channel: hook }] }]
            """);
        var bus = proxy.ForAmqp(emulator.Port);
        var storage = proxy.For(new Uri($"http://127.0.0.1:{tablePort}/"));

        // Timers would make requests of their own among those that are counted.
        return new Dictionary<string, string>(Timers.Select(timer => KeyValuePair.Create($"AzureWebJobs.{timer}.Disabled", "true")))
        {
            ["ServiceBus"] = emulator.ConnectionString.Replace($":{emulator.Port}", $":{bus}", StringComparison.Ordinal),
            ["AzureWebJobsStorage"] = AzuriteTables.ConnectionString(storage.Port),
            ["BUTLER_CONFIG"] = configuration,
        };
    }

    private static Task<LocalFunctionsHost> StartHostAsync(string data, Dictionary<string, string> settings, ServiceBusEmulator emulator) =>
        LocalFunctionsHost.StartAsync(
        new FunctionsHostOptions { WorkerPath = Binaries.Functions, DataDirectory = data, AppSettings = settings },
        emulator.Broker,
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);

    private static Task SendAsync(AmqpServiceBus bus, int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        var data = new TaskEventData { TaskId = $"task-{name}", TaskName = name };
        var @event = new CloudEvent
        {
            Id = $"default:failed:{name}",
            Source = "/sense/default/test",
            Type = "sense.reload.failed",
            Time = TimeProvider.System.GetUtcNow(),
            Site = "default",
            Data = JsonSerializer.SerializeToElement(data, EventJson.Default.TaskEventData),
        };
        return bus.SendAsync(QueueNames.Events, new QueueMessage { Body = @event.Encode(), MessageId = @event.Id }, CancellationToken.None);
    }

    /// <summary>Waits until the app makes no more requests.</summary>
    private static async Task QuietAsync(KillingProxy proxy)
    {
        var seen = -1;
        while (proxy.Requests != seen)
        {
            seen = proxy.Requests;
            await Task.Delay(700);
        }
    }

    private static long Waiting(ServiceBusEmulator emulator) =>
        emulator.Snapshot().Sum(q => (long)(q.Active + q.Scheduled + q.Locked + q.DeadLettered));

    private static List<string?> Tasks(HttpSink sink) =>
        [.. sink.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("taskName").GetString())];
}
