using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.EndToEnd.Tests.Support;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;
using Butler.Functions.Incidents;
using Butler.Functions.Queues;
using Butler.Functions.Tests.Support;
using Butler.Local.Azurite;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.EndToEnd.Tests;

/// <summary>The transactions of groups and incidents against a real table service, with several instances at once.</summary>
public sealed class AlertingOnAzuriteTests
{
    private static readonly DateTimeOffset Start = new(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);

    [Fact]
    public async Task Groups_and_incidents_come_out_right_on_a_real_service()
    {
        await using var azurite = await Azurite.StartAsync();
        var (time, tables) = (new FakeTime(Start), new TableStorage(
            TableConnection.FromConnectionString(AzuriteTables.ConnectionString(azurite.Port))));
        var bus = new FakeBus(time);
        using var app = new AppServices(new AppDependencies
        {
            Bus = bus,
            Tables = tables,
            ConfigurationText = new Text("""
                channels: { a: { type: console } }
                routes: [{ name: r, on: "*.failed", group: { wait: 30s }, resolve: true, send: [{ channel: a }] }]
                """),
            Terminal = TextWriter.Null,
            Time = time,
            Environment = _ => null,
        }, NullLoggerFactory.Instance);

        // Two of the tasks fail twice; all are taken at once, and each event comes to two instances.
        var failures = Enumerable.Range(0, 12).Select(i => Event($"failed:{i}", "failed", $"task-{i % 10}", i)).ToList();
        await Task.WhenAll(failures.Concat(failures).Select(e => TakeAsync(app.ProcessEvent, e.Encode())));
        time.Advance(TimeSpan.FromSeconds(30));
        var timers = bus.Waiting(QueueNames.Timers);
        await Task.WhenAll(timers.Concat(timers).Select(t => TakeAsync(app.TimerDue, t.Body)));
        var group = Deliveries(bus).ShouldHaveSingleItem().Delivery.Reason.ShouldNotBeNull();
        (group.Kind, group.Count).ShouldBe((AlertKind.Group, 12));

        var successes = Enumerable.Range(0, 10).Select(i => Event($"success:{i}", "succeeded", $"task-{i}", 60)).ToList();
        await Task.WhenAll(successes.Concat(successes).Select(e => TakeAsync(app.ProcessEvent, e.Encode())));
        timers = bus.Waiting(QueueNames.Timers);
        await Task.WhenAll(timers.Concat(timers).Select(t => TakeAsync(app.TimerDue, t.Body)));
        var resolved = Deliveries(bus).Where(d => d.Delivery.Reason?.Kind == AlertKind.Resolved).ShouldHaveSingleItem().Delivery.Reason!;
        (resolved.Count, resolved.MemberCount).ShouldBe((12, 10));
        (await new IncidentRows(tables, time).OpenAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    private static Task TakeAsync(IQueueHandler handler, ReadOnlyMemory<byte> body) => handler.RunAsync(
        new TriggerMessage { Queue = "q", Body = body, MessageId = "m", DeliveryCount = 1, Properties = new Dictionary<string, object>() },
        CancellationToken.None);

    private static List<DeliveryMessage> Deliveries(FakeBus bus) =>
        [.. bus.Sent.Where(s => s.Queue == QueueNames.Deliveries).Select(
            s => JsonSerializer.Deserialize(s.Message.Body.Span, AlertsJson.Default.DeliveryMessage)!)];

    private static CloudEvent Event(string id, string outcome, string task, int minutes) => new()
    {
        Id = "default:" + id,
        Source = "/sense/default/qsprod02",
        Type = EventTypes.ForTask("reload", outcome),
        Time = Start.AddMinutes(minutes - 120),
        ReceivedTime = Start,
        Site = "default",
        Data = JsonSerializer.SerializeToElement(new TaskEventData { TaskId = task, TaskName = task }, EventJson.Default.TaskEventData),
    };

    private sealed class Text(string text) : IConfigurationText
    {
        public string Name => "butler.yaml";

        public Task<ConfigurationVersion?> ReadIfChangedAsync(string? version, CancellationToken cancellationToken) =>
            Task.FromResult(version is null ? new ConfigurationVersion(System.Text.Encoding.UTF8.GetBytes(text), "1") : null);
    }
}
