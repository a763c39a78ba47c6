using Butler.Local.FunctionsHost.Invocations;

namespace Butler.Local.Tests.FunctionsHost;

public class QueueListenerTests
{
    [Fact]
    public async Task So_many_messages_are_worked_on_at_a_time_as_host_json_allows()
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        var release = new TaskCompletionSource();
        app.App.Run = async _ =>
        {
            await release.Task;
            return InvocationResult.Success;
        };
        await app.StartAsync();

        for (var i = 0; i < 5; i++)
        {
            app.Queues.Put("events", $"{i}");
        }

        await Eventually.TrueAsync(() => app.App.Invocations.Count == 2, "two are in work");
        app.Queues.Received.ShouldBe(2);
        release.SetResult();
        await Eventually.TrueAsync(() => app.App.Invocations.Count == 5, "all five were worked on");
    }

    [Fact]
    public async Task A_lock_is_renewed_while_the_function_runs_but_no_longer_than_allowed()
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        var release = new TaskCompletionSource();
        app.App.Run = async _ =>
        {
            await release.Task;
            return InvocationResult.Success;
        };
        await app.StartAsync();
        app.Queues.Put("events", "x");
        await Eventually.TrueAsync(() => !app.App.Invocations.IsEmpty, "the function runs");

        app.Time.Advance(TimeSpan.FromSeconds(65));
        app.Queues.Renewals.ShouldBe(2);
        app.Time.Advance(TimeSpan.FromMinutes(3));
        app.Queues.Renewals.ShouldBe(4);

        release.SetResult();
        (await app.Queues.SettledAsync()).ShouldBe("complete 1");
    }

    [Fact]
    public async Task A_dead_letter_queue_is_read_under_the_name_that_an_app_setting_gives()
    {
        await using var app = new TestApp().WithQueue("DeadEvents", "%EVENTS%/$DeadLetterQueue");
        app.Settings["EVENTS"] = "events";
        await app.StartAsync();

        app.Queues.Put("events/$DeadLetterQueue", "x");

        (await app.Queues.SettledAsync()).ShouldBe("complete 1");
    }

    [Fact]
    public async Task What_is_in_work_when_the_host_stops_goes_back_to_its_queue()
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        app.App.Run = async cancelled =>
        {
            await Task.Delay(Timeout.Infinite, cancelled);
            return InvocationResult.Success;
        };
        var host = await app.StartAsync();
        app.Queues.Put("events", "x");
        await Eventually.TrueAsync(() => !app.App.Invocations.IsEmpty, "the function runs");

        await host.DisposeAsync();

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
    }

    [Fact]
    public async Task A_message_whose_function_fails_comes_again_at_once()
    {
        await using var app = new TestApp().WithQueue("ProcessEvent", "events");
        app.App.Run = _ => Task.FromResult(app.App.Invocations.Count == 1 ? new InvocationResult("it rains") : InvocationResult.Success);
        await app.StartAsync();

        app.Queues.Put("events", "x");

        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
        (await app.Queues.SettledAsync()).ShouldBe("complete 2");
    }
}
