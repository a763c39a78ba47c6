using Butler.Local.FunctionsHost.Invocations;

namespace Butler.Local.Tests.FunctionsHost;

public class TimerListenerTests
{
    // The clock stands at 04:12:07.
    [Fact]
    public async Task A_timer_runs_at_each_time_of_its_schedule()
    {
        await using var app = new TestApp().WithTimer("Sweep", "0 */5 * * * *");
        await app.StartAsync();

        await AdvanceUntilCallsAsync(app, 2, TimeSpan.FromSeconds(30));

        var due = new DateTimeOffset(2031, 3, 14, 4, 15, 0, TimeSpan.Zero);
        Timer(app, 0).ShouldBe(new TimerInput(new TimerStatus(default, due, default), IsPastDue: false, Manual: false));
        var (status, isPastDue, manual) = Timer(app, 1);
        (status!.Next, isPastDue, manual).ShouldBe((due.AddMinutes(5), false, false));
        status.Last.ShouldBeInRange(due, due.AddMinutes(1));
    }

    [Fact]
    public async Task A_run_that_was_missed_while_the_host_was_down_is_made_up_for_at_the_start()
    {
        await using var app = new TestApp().WithTimer("Sweep", "0 */5 * * * *")
            .Write(
                "data/timers/Sweep.json",
                """{"Last":"2031-03-14T04:00:00+00:00","Next":"2031-03-14T04:05:00+00:00","LastUpdated":"2031-03-14T04:00:00+00:00"}""");
        await app.StartAsync();

        await Eventually.TrueAsync(() => app.App.Invocations.Count == 1, "the timer ran");

        Timer(app, 0).IsPastDue.ShouldBeTrue();
        await Eventually.TrueAsync(
            () => File.ReadAllText(Path.Combine(app.Directory, "data/timers/Sweep.json"))
                .Contains("\"Next\":\"2031-03-14T04:15:00", StringComparison.Ordinal),
            "the next run is noted");
    }

    [Fact]
    public async Task A_timer_that_is_not_monitored_forgets_what_it_missed()
    {
        await using var app = new TestApp().WithTimer("Sweep", "0 */5 * * * *", "\"useMonitor\": false")
            .Write(
                "data/timers/Sweep.json",
                """{"Last":"2031-03-14T04:00:00+00:00","Next":"2031-03-14T04:05:00+00:00","LastUpdated":"2031-03-14T04:00:00+00:00"}""");
        await app.StartAsync();

        await AdvanceUntilCallsAsync(app, 1, TimeSpan.FromSeconds(30));

        Timer(app, 0).Status.ShouldBeNull();
        app.Time.GetUtcNow().ShouldBeGreaterThanOrEqualTo(new DateTimeOffset(2031, 3, 14, 4, 15, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_timer_may_ask_to_run_at_every_start()
    {
        await using var app = new TestApp().WithTimer("Sweep", "0 */5 * * * *", "\"runOnStartup\": true");
        await app.StartAsync();

        await Eventually.TrueAsync(() => app.App.Invocations.Count == 1, "the timer ran");

        Timer(app, 0).IsPastDue.ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_never_begins_before_the_last_one_has_ended()
    {
        await using var app = new TestApp().WithTimer("Sweep", "0 * * * * *");
        var release = new TaskCompletionSource();
        app.App.Run = async _ =>
        {
            await release.Task;
            return InvocationResult.Success;
        };
        await app.StartAsync();
        await AdvanceUntilCallsAsync(app, 1, TimeSpan.FromSeconds(10));

        app.Time.Advance(TimeSpan.FromMinutes(3));
        app.App.Invocations.Count.ShouldBe(1);

        release.SetResult();
        await AdvanceUntilCallsAsync(app, 2, TimeSpan.FromSeconds(10));
    }

    private static TimerInput Timer(TestApp app, int call) => app.App.Invocations.ElementAt(call).Input.ShouldBeOfType<TimerInput>();

    /// <summary>The listener sets its timer on a thread of its own, so the clock moves in steps until it has.</summary>
    private static Task AdvanceUntilCallsAsync(TestApp app, int calls, TimeSpan step) => Eventually.TrueAsync(
        () =>
        {
            if (app.App.Invocations.Count < calls)
            {
                app.Time.Advance(step);
            }

            return app.App.Invocations.Count >= calls;
        },
        $"the timer was called {calls} times");
}
