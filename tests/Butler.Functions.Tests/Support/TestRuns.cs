using System.Globalization;
using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Delivering;
using Butler.Functions.Delivering.Replaying;
using Butler.Functions.Plans;
using Butler.Functions.Routing;
using Butler.Functions.Storage;
using Butler.Functions.Throttling;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Functions.Tests.Support;

/// <summary>What was planned to be sent, as it lies on the queue.</summary>
internal static class TestRuns
{
    /// <summary>The deliveries that were planned for an event or put on the queue, each once, in order.</summary>
    public static List<DeliveryMessage> Deliveries(this App app) =>
        [.. Planned(app).Concat(Queued(app)).OrderBy(d => d.Order).Select(d => d.Message).DistinctBy(d => d.Delivery.Id)];

    /// <summary>
    /// The rows of deliveries: those of their own, and those that a delivery would have which the row of its event records.
    /// </summary>
    public static IReadOnlyList<TableRow> DeliveryRows(this App app) =>
    [
        .. app.Tables.Rows(TableNames.Events).Where(row => row.Payload("Plan") is not null).SelectMany(
            row => Plan(row).Deliveries.Select(planned => new FirstDelivery(row, planned, SentDeliveries.Of(row).Find(planned.Id)))
                .Where(delivery => delivery.Sent is not null).Select(delivery => delivery.Row())),
        .. app.Tables.Rows(TableNames.Deliveries),
    ];

    /// <summary>
    /// Processes all waiting events as the version before did, which made no first attempts: all deliveries go to the queue.
    /// </summary>
    public static async Task PlanOnQueueAsync(this App app)
    {
        while (app.Bus.Take(QueueNames.Events) is var (message, _, _))
        {
            var @event = CloudEvent.Decode(message.Body.Span);
            var task = EventData.Task(@event);
            var options = await app.Services.Configuration.CurrentAsync(CancellationToken.None);
            var matches = RouteMatching.Match(options, @event, task);
            var plan = await app.Services.Planner.PlanAsync(options, @event, task, matches, isLate: false, CancellationToken.None);
            var row = await app.Services.Events.AddAsync(@event, task, message.Body, plan, CancellationToken.None);
            await app.Services.DeliveryQueue.SendPlannedAsync(
                [.. plan.Deliveries.Select(delivery => new WaitingDelivery(delivery))], @event, CancellationToken.None);
            await app.Services.Events.FinishAsync(row!, CancellationToken.None);
            app.Bus.Complete(QueueNames.Events, message);
        }
    }

    private static IEnumerable<(DateTimeOffset Order, DeliveryMessage Message)> Planned(App app) =>
        app.Tables.Rows(TableNames.Events).Where(row => row.Payload("Plan") is not null)
            .OrderBy(row => int.Parse(row.ETag!, CultureInfo.InvariantCulture))
            .SelectMany(row => Plan(row).Deliveries.Select(delivery => new DeliveryMessage
            {
                Delivery = delivery,
                Planned = delivery.NotBefore ?? row.Date("SeenTime")!.Value,
                Event = CloudEvent.Decode(row.Payload("Event")),
            }))
            .Select(message => (message.Planned, message));

    private static IEnumerable<(DateTimeOffset Order, DeliveryMessage Message)> Queued(App app) =>
        app.Bus.Sent.Where(s => s.Queue == QueueNames.Deliveries)
            .Select(s => JsonSerializer.Deserialize(s.Message.Body.Span, AlertsJson.Default.DeliveryMessage)!)
            .Select(message => (message.Planned, message));

    private static Plan Plan(TableRow row) => JsonSerializer.Deserialize(row.Payload("Plan"), PlanJson.Default.Plan)!;

    /// <summary>What puts deliveries on the queue, on the app's own tables and queues.</summary>
    public static DeliveryQueue Queue(this App app)
    {
        var followUps = new FollowUps(new Throttle(app.Tables, app.Time), app.Bus, app.Time);
        var counts = app.Services.DeliveryCounts;
        var dead = new DeadDeliveries(new DeliveryRows(app.Tables, app.Time), followUps, counts, NullLogger<DeadDeliveries>.Instance);
        return new DeliveryQueue(app.Bus, new OpenDeliveries(app.Tables, app.Time), dead, counts, app.Time);
    }

    /// <summary>The wake-ups that are set: the rows of <c>Due</c> less the index of open deliveries.</summary>
    public static List<TableRow> WakeUps(this App app) =>
        [.. app.Tables.Rows(TableNames.Due).Where(row => char.IsAsciiDigit(row.PartitionKey[0]))];

    /// <summary>The deliveries of one kind of alert.</summary>
    public static List<DeliveryMessage> Deliveries(this App app, AlertKind kind) =>
        [.. app.Deliveries().Where(d => (d.Delivery.Reason?.Kind ?? AlertKind.Single) == kind)];

    /// <summary>
    /// Puts an event on the queue as a relay does, which tries until the queue has it: the death that the test has set is not the relay's.
    /// </summary>
    public static async Task SendUntilSentAsync(this App app, CloudEvent @event)
    {
        try
        {
            await app.SendAsync(@event);
        }
        catch (ProcessKilledException)
        {
            app.Restart();
            await app.SendAsync(@event);
        }
    }

    /// <summary>A failure of the sample's task, or of another.</summary>
    public static CloudEvent Failure(string execution, double minutes = 0, string type = "sense.reload.failed", string? task = null) =>
        Sample.Event(type, execution, task is null
            ? null
            : Sample.Task with { TaskId = task, TaskName = task, AppId = task, AppName = task }) with
        {
            Time = Sample.Time.AddMinutes(minutes),
        };

    /// <summary>A success of it.</summary>
    public static CloudEvent Success(string execution, double minutes, string type = "sense.reload.succeeded", string? task = null) =>
        Failure(execution, minutes, type, task) with { Id = $"default:success:{execution}" };
}
