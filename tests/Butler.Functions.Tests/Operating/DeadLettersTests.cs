using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Azure.Tables;
using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Operating;

public sealed class DeadLettersTests
{
    private const string Configuration = """
        channels: { a: { type: console } }
        routes: [{ name: r, on: "*", send: [{ channel: a }] }]
        """;

    [Fact]
    public async Task What_is_dead_lettered_is_counted_and_sent_again()
    {
        using var app = new App(Configuration);
        await RunAsync(app, Dead(new QueueMessage { Body = Sample.Event().Encode(), MessageId = "m", Label = "sense.task.failed" }));
        var again = app.Bus.Waiting(QueueNames.Events).Single();
        again.MessageId.ShouldBe("m#1.1");
        again.ScheduledEnqueueTime.ShouldBe(app.Time.GetUtcNow().AddSeconds(30));
        again.Properties.Keys.ShouldNotContain("DeadLetterReason");
        var count = app.Tables.Rows(TableNames.Relays).Single();
        count.PartitionKey.ShouldBe(DeadLetters.CountPartition);
        count.Number("Count").ShouldBe(1);
        count.Text("LastReason").ShouldBe("MaxDeliveryCountExceeded");

        await app.RunAsync(TimeSpan.FromMinutes(1));
        app.Terminal.ToString().ShouldContain("ALERT Task failed");
    }

    [Fact]
    public async Task What_lands_there_time_and_again_is_set_aside()
    {
        using var app = new App(Configuration);
        var message = new QueueMessage { Body = Sample.Event().Encode(), MessageId = "m" };
        for (var times = 1; times <= 7; times++)
        {
            await RunAsync(app, Dead(message));
            if (app.Bus.Waiting(QueueNames.Events) is [var again])
            {
                message = again;
                app.Bus.Complete(QueueNames.Events, again);
            }
        }

        var kept = app.Tables.Rows(TableNames.Events).Single();
        kept.Text("Reason").ShouldBe("dead-lettered 7 times, the last time for MaxDeliveryCountExceeded");
        kept.Payload("Body").ShouldBe(Sample.Event().Encode());
    }

    [Fact]
    public async Task An_expired_heartbeat_is_only_counted()
    {
        using var app = new App(Configuration);
        await RunAsync(app, Dead(new QueueMessage { Body = "{}"u8.ToArray(), MessageId = "h", Label = Heartbeat.Label }));
        app.Bus.Sent.ShouldBeEmpty();
        app.Tables.Rows(TableNames.Relays).Single().Number("Count").ShouldBe(1);
    }

    [Fact]
    public async Task While_tables_are_away_a_dead_letter_is_put_off_with_its_queue_and_reason()
    {
        using var app = new App(Configuration);
        app.Tables.Away = true;
        await RunAsync(app, Dead(new QueueMessage { Body = "{}"u8.ToArray(), MessageId = "h", Label = Heartbeat.Label }));
        var copy = app.Bus.Waiting(QueueNames.DeadLetters).ShouldHaveSingleItem();
        (copy.Properties["DeadLetterSource"], copy.Properties["DeadLetterReason"]).ShouldBe(
            (QueueNames.Events, "MaxDeliveryCountExceeded"));

        app.Tables.Away = false;
        await RunAsync(app, App.Trigger(QueueNames.DeadLetters, copy));
        var count = app.Tables.Rows(TableNames.Relays).ShouldHaveSingleItem();
        (count.RowKey, count.Number("Count"), count.Text("LastReason")).ShouldBe((QueueNames.Events, 1, "MaxDeliveryCountExceeded"));
    }

    [Fact]
    public async Task What_comes_from_no_queue_is_set_aside()
    {
        using var app = new App(Configuration);
        await RunAsync(app, App.Trigger(QueueNames.DeadLetters, new QueueMessage { Body = "{}"u8.ToArray(), MessageId = "m" }));
        app.Tables.Rows(TableNames.Events).Single().Text("Reason").ShouldBe("it does not say which queue has dead-lettered it");
    }

    [Fact]
    public async Task A_heartbeat_updates_the_relays_row_and_an_older_one_does_not()
    {
        using var app = new App(Configuration);
        await BeatAsync(app, received: 5, app.Time.GetUtcNow());
        await BeatAsync(app, received: 3, app.Time.GetUtcNow().AddMinutes(-1));
        var row = app.Tables.Rows(TableNames.Relays).Single();
        (row.PartitionKey, row.RowKey, row.Number("Received")).ShouldBe(("default", "relay-1", 5L));
    }

    [Fact]
    public async Task Retention_deletes_what_is_older_and_nothing_else()
    {
        using var app = new App(Configuration);
        await app.SendAsync(Sample.Event(execution: "old"));
        await app.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromDays(29));
        await app.SendAsync(Sample.Event(execution: "new", received: app.Time.GetUtcNow()));
        await app.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromDays(2));
        await app.Services.Retention.RunAsync(CancellationToken.None);
        app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem().RowKey.ShouldBe("default:failed:new");
        app.DeliveryRows().ShouldHaveSingleItem();
    }

    private static TriggerMessage Dead(QueueMessage message)
    {
        var trigger = App.Trigger(QueueNames.DeadLetters, message);
        return trigger with
        {
            DeadLetterSource = QueueNames.Events,
            Properties = new Dictionary<string, object>(trigger.Properties, StringComparer.OrdinalIgnoreCase)
            {
                ["DeadLetterReason"] = "MaxDeliveryCountExceeded",
                ["DeadLetterErrorDescription"] = "tried ten times",
            },
        };
    }

    private static Task RunAsync(App app, TriggerMessage message) =>
        app.Services.Runner.RunAsync("DeadLetters", app.Services.DeadLetters, message, CancellationToken.None);

    private static Task BeatAsync(App app, long received, DateTimeOffset enqueued)
    {
        var heartbeat = new Heartbeat
        {
            Site = "default",
            Relay = "relay-1",
            Version = "1",
            Counters = new RelayCounters { Received = received },
        };
        var message = new QueueMessage
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat),
            MessageId = "h",
            Label = Heartbeat.Label,
        };
        return app.Services.CommandReply.RunAsync(App.Trigger(QueueNames.Replies, message, 1, enqueued), CancellationToken.None);
    }
}
