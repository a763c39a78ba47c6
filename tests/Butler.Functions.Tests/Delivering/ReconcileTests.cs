using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Delivering;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Delivering;

/// <summary>Each hour, deliveries that are due by their row but on no queue are sent again, counted and told once.</summary>
public sealed class ReconcileTests : IDisposable
{
    private readonly HttpSink sink = new();
    private readonly LogCollector logs = new();
    private App app;

    public ReconcileTests() => app = New();

    [Fact]
    public async Task A_retry_that_is_on_no_queue_is_sent_again_as_the_attempt_that_is_due()
    {
        sink.Answer = _ => 500;
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        Lose(QueueNames.Deliveries);
        sink.Answer = _ => 200;
        await PassAsync(hours: 3);

        var row = Row();
        (row.Text("State"), row.Number("Attempt")).ShouldBe(("sent", 2));
        sink.Requests.Count.ShouldBe(2);
        var told = Recovered().ShouldHaveSingleItem();
        told.Id.ShouldBe("default:recovered:2031031405");
        told.Data!.Value.GetProperty("count").GetInt32().ShouldBe(1);
        told.Data.Value.GetProperty("deliveries")[0].GetString().ShouldBe("sense.task.failed default:failed:5e9c7a10 to hook");
        logs.Text.ShouldContain("1 due deliveries were missing from the queues, and are sent again");
        app.Tables.Rows(TableNames.Due).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_first_attempt_that_is_on_no_queue_is_sent_again()
    {
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        Lose(QueueNames.Deliveries);
        await PassAsync(hours: 3);
        Row().Text("State").ShouldBe("sent");
        sink.Requests.ShouldHaveSingleItem().Headers.ContainsKey("X-Butler-Possible-Duplicate").ShouldBeFalse();
        Recovered().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_attempt_that_was_cut_off_and_is_on_no_queue_is_sent_again_and_marked()
    {
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        app.Kill.Start(dieAt: 2, afterTheEffect: false);
        await app.RunOneAsync(QueueNames.Deliveries, "Deliver", app.Services.Deliver);
        Row().Text("State").ShouldBe("sending");
        Lose(QueueNames.Deliveries);
        await PassAsync(hours: 3);
        Row().Text("State").ShouldBe("sent");
        sink.Requests[^1].Headers["X-Butler-Possible-Duplicate"].ShouldBe("true");
        Recovered().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_is_planned_and_on_no_queue_is_processed_to_its_end()
    {
        // It has failed at first, so that it is in the index, and died before the next attempt was on the queue.
        sink.Answer = _ => 500;
        await app.SendAsync(Sample.Event());
        app.Kill.Start(dieAt: 3, afterTheEffect: false);
        await app.RunOneAsync(QueueNames.Events, "ProcessEvent", app.Services.ProcessEvent);
        sink.Answer = _ => 200;
        app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem().Text("State").ShouldBe("planned");
        Lose(QueueNames.Events);
        await PassAsync(hours: 3);
        app.Tables.Rows(TableNames.Events).First(r => r.RowKey == "default:failed:5e9c7a10").Text("State").ShouldBe("done");
        Row().Text("State").ShouldBe("sent");
        Recovered().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_that_is_on_no_queue_is_sent_again_as_that_replay()
    {
        sink.Answer = _ => 410;
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        sink.Answer = _ => 200;
        await PassAsync(hours: 2);
        (await Call.Async(
            app.Services.Deliveries.Replay,
            route: ("id", new DeliveryReference(Row().PartitionKey, Row().RowKey).ToString()))).Status.ShouldBe(202);
        Lose(QueueNames.Deliveries);
        await PassAsync(hours: 3);
        (Row().Text("State"), Row().Number("Replay"), Row().Number("Attempt")).ShouldBe(("sent", 1, 1));
        Recovered().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_for_a_circuit_for_hours_is_not_taken_for_lost()
    {
        sink.Answer = _ => 500;
        for (var i = 0; i < 12; i++)
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
        }

        await PassAsync(hours: 6);
        Recovered().ShouldBeEmpty();
        sink.Answer = _ => 200;
        await PassAsync(hours: 3);
        Recovered().ShouldBeEmpty();
        app.DeliveryRows().ShouldAllBe(r => r.Text("State") == "sent");
        app.Tables.Rows(TableNames.Due).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_is_on_the_queue_after_all_does_no_harm()
    {
        sink.Answer = _ => 500;
        await app.SendAsync(Sample.Event());
        await app.RunVisibleAsync();
        var slow = app.Bus.Waiting(QueueNames.Deliveries).Single();
        Lose(QueueNames.Deliveries);
        sink.Answer = _ => 200;
        await PassAsync(hours: 2);
        Row().Text("State").ShouldBe("sent");
        await app.Services.Runner.RunAsync(
            "Deliver", app.Services.Deliver, App.Trigger(QueueNames.Deliveries, slow), CancellationToken.None);
        sink.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task After_a_pause_of_the_app_the_first_run_takes_nothing_for_lost()
    {
        await app.Services.Reconcile.RunAsync(CancellationToken.None);
        await app.SendAsync(Sample.Event());
        await app.PlanOnQueueAsync();
        app.Time.Advance(TimeSpan.FromHours(5));
        await app.Services.Reconcile.RunAsync(CancellationToken.None);
        Recovered().ShouldBeEmpty();
        app.Bus.Sent.Count(s => s.Queue == QueueNames.Deliveries).ShouldBe(1);
    }

    [Fact]
    public Task Killed_at_any_effect_the_lost_arrive_and_are_told() => Death.AtEveryEffectAsync(async death =>
    {
        app.Dispose();
        app = New();
        var before = sink.Requests.Count;
        foreach (var i in Enumerable.Range(0, 3))
        {
            await app.SendAsync(Sample.Event(execution: $"{i}"));
        }

        await app.PlanOnQueueAsync();

        Lose(QueueNames.Deliveries);
        await app.Services.Reconcile.RunAsync(CancellationToken.None);
        app.Time.Advance(TimeSpan.FromHours(1));
        death.Arm(app.Kill);
        await PassAsync(hours: 4);

        app.DeliveryRows().Select(r => r.Text("State")).ShouldBe(["sent", "sent", "sent"]);
        sink.Requests.Skip(before).Select(r => r.Headers["Idempotency-Key"]).ToHashSet().Count.ShouldBe(3);
        Recovered().Count.ShouldBeInRange(1, death.Happened ? 2 : 1);
        Recovered()[0].Data!.Value.GetProperty("count").GetInt32().ShouldBe(3);
        app.Tables.Rows(TableNames.Due).ShouldBeEmpty();
    });

    public void Dispose()
    {
        app.Dispose();
        sink.Dispose();
    }

    private App New() => new($$"""
        channels: { hook: { type: webhook, url: "{{sink.Url}}", giveUpAfter: 48h } }
        routes: [{ name: all, on: "sense.*", send: [{ channel: hook }] }]
        """.Replace("channels:", "defaultChannel: none\nchannels:", StringComparison.Ordinal), logs);

    /// <summary>Lets hours pass, the queues served all the time and reconciling run each hour.</summary>
    private async Task PassAsync(int hours)
    {
        for (var hour = 0; hour < hours; hour++)
        {
            try
            {
                await app.Services.Reconcile.RunAsync(CancellationToken.None);
            }
            catch (ProcessKilledException)
            {
                app.Restart();
            }

            var end = app.Time.GetUtcNow().AddHours(1);
            await app.RunAsync(TimeSpan.FromHours(1));
            app.Time.Advance(end - app.Time.GetUtcNow());
        }
    }

    private void Lose(string queue)
    {
        foreach (var message in app.Bus.Waiting(queue))
        {
            app.Bus.Complete(queue, message);
        }
    }

    private Core.Azure.Tables.TableRow Row() =>
        app.DeliveryRows().Single(r => r.PartitionKey == "default:failed:5e9c7a10");

    private List<CloudEvent> Recovered() =>
        [.. app.Bus.Sent.Where(s => s.Message.Label == EventTypes.DeliveryRecovered && s.Queue == QueueNames.Events)
            .Select(s => CloudEvent.Decode(s.Message.Body.Span))];
}
