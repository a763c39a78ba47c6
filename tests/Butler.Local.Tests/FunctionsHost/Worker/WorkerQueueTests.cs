using System.Diagnostics;
using System.Text;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.FunctionsHost.Worker;

public class WorkerQueueTests
{
    private static readonly DateTimeOffset Enqueued = new(2031, 3, 14, 4, 12, 7, 892, TimeSpan.Zero);

    [Fact]
    public async Task A_message_reaches_its_function_with_all_that_the_queue_says_of_it()
    {
        await using var app = await new WorkerApp().StartAsync();

        app.Queues.Put("shown", new BrokerMessage
        {
            Body = Encoding.UTF8.GetBytes("""{"MessageId":"forged"}"""),
            MessageId = "m-\"1\"",
            ContentType = "application/json",
            Label = "sense.reload.failed",
            CorrelationId = "c-1",
            SequenceNumber = 12,
            EnqueuedTime = Enqueued,
            ExpiresAt = Enqueued.AddDays(7),
            LockedUntil = TimeProvider.System.GetUtcNow().AddMinutes(1),
            LockToken = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
            DeliveryCount = 3,
            Properties = new Dictionary<string, object>
            {
                ["schema"] = "1",
                ["attempt"] = 2L,
                ["share"] = 0.5,
                ["again"] = true,
                ["at"] = Enqueued,
            },
        });

        const string Properties =
            """{\u0022schema\u0022:\u00221\u0022,\u0022attempt\u0022:2,\u0022share\u0022:0.5,\u0022again\u0022:true"""
                + """,\u0022at\u0022:\u00222031-03-14T04:12:07.892\u002B00:00\u0022}""";
        (await app.Queues.SettledAsync()).ShouldBe("complete 3");
        ("{\"Body\"" + await app.LoggedAsync("Information {\"Body\"")).ShouldBe(
            """
            {"Body":"7b224d6573736167654964223a22666f72676564227d","Data":{"ApplicationProperties":"PROPERTIES","ContentType":"application/json","CorrelationId":"c-1","DeliveryCount":"3","EnqueuedTime":"\u00222031-03-14T04:12:07.892\u002B00:00\u0022","EnqueuedTimeUtc":"\u00222031-03-14T04:12:07.892\u0022","ExpiresAt":"\u00222031-03-21T04:12:07.892\u002B00:00\u0022","ExpiresAtUtc":"\u00222031-03-21T04:12:07.892\u0022","Label":"sense.reload.failed","LockToken":"0f8fad5b-d9cb-469f-a165-70867728950e","MessageId":"m-\u00221\u0022","SequenceNumber":"12","Subject":"sense.reload.failed","UserProperties":"PROPERTIES"}}
            """.Replace("PROPERTIES", Properties, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_whose_function_throws_comes_again_at_once()
    {
        await using var app = await new WorkerApp().StartAsync();

        app.Put("throw");

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        (await app.Queues.SettledAsync()).ShouldBe("complete 2");
        app.HasSignal("done-throw-2").ShouldBeTrue();
        var logged = await app.LoggedAsync("Error Function 'Obeys', Invocation id '");
        logged.ShouldContain("System.InvalidOperationException: it rains");
        logged.ShouldContain("System.FormatException: in Spain");
    }

    [Fact]
    public async Task A_worker_that_dies_in_the_middle_of_a_message_is_started_again_and_the_message_comes_again()
    {
        await using var app = await new WorkerApp().StartAsync();
        var first = app.Host.App.ProcessId;
        app.Put("die");
        await app.SignalledAsync("dying");
        app.Put("wait for-nothing");
        await app.SignalledAsync("waiting-for-nothing");

        app.Signal("for-nothing");
        (await app.Queues.SettledAsync()).ShouldBe("complete 1");
        app.Signal("die");

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        (await app.Queues.SettledAsync()).ShouldBe("complete 2");
        app.HasSignal("done-die-2").ShouldBeTrue();
        app.Host.App.Restarts.ShouldBe(1);
        app.Host.App.ProcessId.ShouldNotBe(first);
        app.Log.Entries.ShouldContain("Error Obeys failed: the worker ended before it answered");
        app.Log.Entries.ShouldContain("Error The worker died with exit code 3; starting it again in 0.1 s");
    }

    [Fact]
    public async Task Each_death_costs_a_message_one_delivery()
    {
        await using var app = await new WorkerApp().StartAsync();
        app.Put("wait first");
        app.Put("wait second");
        await app.SignalledAsync("waiting-first");
        await app.SignalledAsync("waiting-second");
        app.Signal("first");
        (await app.Queues.SettledAsync()).ShouldBe("complete 1");

        using (var worker = Process.GetProcessById(app.Host.App.ProcessId!.Value))
        {
            worker.Kill();
        }

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        app.Signal("second");
        (await app.Queues.SettledAsync()).ShouldBe("complete 2");
        app.Queues.Received.ShouldBe(3);
    }

    [Fact]
    public async Task So_many_messages_are_worked_on_at_a_time_as_host_json_allows()
    {
        await using var app = await new WorkerApp().StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            app.Put($"wait {i}");
        }

        await app.SignalledAsync("waiting-1");
        await app.SignalledAsync("waiting-2");
        app.Queues.Received.ShouldBe(2);
        app.HasSignal("waiting-3").ShouldBeFalse();

        app.Signal("1");

        await app.SignalledAsync("waiting-3");
        app.Queues.Received.ShouldBe(3);
        app.Signal("2");
        app.Signal("3");
        string[] settled = [await app.Queues.SettledAsync(), await app.Queues.SettledAsync(), await app.Queues.SettledAsync()];
        settled.ShouldBe(["complete 1", "complete 1", "complete 1"]);
    }

    [Fact]
    public async Task A_lock_is_renewed_while_the_function_runs()
    {
        await using var app = await new WorkerApp().StartAsync();
        app.Queues.Put(
            "orders", FakeQueues.Message("wait long") with { LockedUntil = TimeProvider.System.GetUtcNow().AddMilliseconds(400) });
        await app.SignalledAsync("waiting-long");

        await Eventually.TrueAsync(() => app.Queues.Renewals >= 3, "the lock is renewed");
        app.Signal("long");

        (await app.Queues.SettledAsync()).ShouldBe("complete 1");
        var renewals = app.Queues.Renewals;
        await Task.Delay(TimeSpan.FromMilliseconds(600), TestContext.Current.CancellationToken);
        app.Queues.Renewals.ShouldBe(renewals);
    }

    [Fact]
    public async Task A_lock_that_is_lost_while_the_function_runs_is_told_and_the_message_comes_again()
    {
        await using var app = await new WorkerApp().StartAsync();
        app.Put("wait once");
        await app.SignalledAsync("waiting-once");
        app.Queues.LoseLocks("orders");
        app.Signal("once");

        (await app.Queues.SettledAsync()).ShouldBe("complete 2");
        app.Queues.Received.ShouldBe(2);
        await app.LoggedAsync(
            "Warning Obeys: the lock on message m-1 of orders was lost before it could be settled; it will be delivered again");
    }

    [Fact]
    public async Task A_function_that_takes_too_long_fails_and_has_the_worker_restarted()
    {
        await using var app = await new WorkerApp { HostJson = """{ "version": "2.0", "functionTimeout": "00:00:03" }""" }.StartAsync();
        app.Put("wait once");
        await app.SignalledAsync("waiting-once");

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        app.Signal("once");

        (await app.Queues.SettledAsync()).ShouldBe("complete 2");
        app.Log.Entries.ShouldContain("Error Obeys failed: no answer within functionTimeout (00:00:03)");
        app.Log.Entries.ShouldContain(
            "Error The worker took longer over Obeys than functionTimeout allows (00:00:03) and was killed; starting it again in 0.1 s");
    }
}
