using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.Processes;

namespace Butler.Local.Tests.FunctionsHost.Worker;

public class WorkerLifeTests
{
    private static readonly string[] AllFunctions =
        ["Dies", "Echo", "Feed", "Obeys", "Process", "Shows", "Sweep", "Throws", "ThrowsLate", "Upload", "Waits"];

    [Fact]
    public async Task Its_functions_are_those_that_the_worker_declares()
    {
        await using var app = await new WorkerApp().StartAsync();

        app.Host.Functions.Select(f => f.Name).ShouldBe(AllFunctions);
        app.Host.Functions.Single(f => f.Name == "Shows").Trigger.ShouldBe(new QueueTrigger("body", "shown", Binary: true));
        var upload = app.Host.Functions.Single(f => f.Name == "Upload").Trigger.ShouldBeOfType<HttpTrigger>();
        (upload.Route, string.Join(',', upload.Methods), upload.AuthLevel).ShouldBe(("upload", "POST", AuthLevel.Function));
        var sweep = app.Host.Functions.Single(f => f.Name == "Sweep").Trigger.ShouldBeOfType<TimerTrigger>();
        (sweep.Schedule.ToString(), sweep.UseMonitor, sweep.RunOnStartup).ShouldBe(("0 0 0 1 1 *", true, false));
        app.Host.App.State.ShouldBe(AppState.Running);
    }

    [Fact]
    public async Task A_disabled_function_is_not_run()
    {
        await using var app = new WorkerApp();
        app.Settings["AzureWebJobs.Obeys.Disabled"] = "true";
        app.Settings["AzureWebJobs.Echo.Disabled"] = "1";
        app.Settings["AzureWebJobs.Feed.Disabled"] = "false";
        await app.StartAsync();

        app.Put("do");
        using var response = await app.Client.GetAsync("/api/echo/a", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        app.Host.Functions.Select(f => f.Name).ShouldBe(AllFunctions.Except(["Echo", "Obeys"]));
        app.Queues.Received.ShouldBe(0);
    }

    [Fact]
    public async Task A_timer_is_handed_its_status_and_can_be_run_by_hand()
    {
        await using var app = new WorkerApp();
        Directory.CreateDirectory(Path.Combine(app.Directory, "timers"));
        var next = $"{TimeProvider.System.GetUtcNow().Year + 1}-01-01T00:00:00+00:00";
        await File.WriteAllTextAsync(
            Path.Combine(app.Directory, "timers", "Sweep.json"),
            $$"""{"Last":"2026-11-26T04:00:00+00:00","Next":"{{next}}","LastUpdated":"2026-11-26T04:00:01.5+00:00"}""",
            TestContext.Current.CancellationToken);
        await app.StartAsync();
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");

        using var response = await app.Client.PostAsync("/admin/functions/Sweep", content, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        ("{" + await app.LoggedAsync("Information {")).ShouldBe(JsonSerializer.Serialize(new
        {
            ScheduleStatus = new
            {
                Last = Local("2026-11-26T04:00:00+00:00"),
                Next = Local(next),
                LastUpdated = Local("2026-11-26T04:00:01.5+00:00"),
            },
            IsPastDue = false,
        }));

        static DateTime Local(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).LocalDateTime;
    }

    [Fact]
    public async Task A_timer_runs_at_each_time_of_its_schedule()
    {
        await using var app = new WorkerApp();
        app.Settings["SCHEDULE"] = "* * * * * *";
        await app.StartAsync();

        await Eventually.TrueAsync(() => app.Log.Entries.Count(IsRun) >= 2, "it ran twice");

        static bool IsRun(string entry) => entry == """Information {"ScheduleStatus":null,"IsPastDue":false}""";
    }

    [Theory]
    [InlineData(3, "Error The worker died with exit code 3; starting it again in 0.1 s")]
    [InlineData(
        0,
        "Error The worker ended with exit code 0. In Azure it would not be started again, and every later invocation would fail; here it "
            + "is, in 0.1 s")]
    public async Task One_that_dies_is_started_again_and_requests_wait_for_it(int exitCode, string entry)
    {
        await using var app = await new WorkerApp().StartAsync();
        var first = app.Host.App.ProcessId;

        using var died = await app.Client.GetAsync($"/api/dies/{exitCode}", TestContext.Current.CancellationToken);

        died.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await app.Client.GetStringAsync("/api/process", TestContext.Current.CancellationToken)).ShouldNotBe($"{first}");
        app.Host.App.Restarts.ShouldBe(1);
        app.Log.Entries.ShouldContain(entry);
    }

    [Fact]
    public async Task One_that_ends_just_before_the_host_stops_is_not_started_again()
    {
        await using var app = await new WorkerApp().StartAsync();
        app.Host.ExpectEnd();

        using var died = await app.Client.GetAsync("/api/dies/1", TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken); // a restart would come after 0.2 s
        await app.Host.DisposeAsync();

        (died.StatusCode, app.Host.App.Restarts, app.Host.App.State).ShouldBe(
            (HttpStatusCode.InternalServerError, 0, AppState.Stopped));
        app.Log.Entries.ShouldNotContain(entry => entry.Contains("starting it again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_ends_before_it_connects_is_told_of_with_its_last_words()
    {
        await using var app = new WorkerApp();
        app.Settings["TEST_START"] = "fails";

        var exception = await Should.ThrowAsync<ChildStartException>(app.StartAsync);

        exception.Message.ShouldBe($"the worker ended with exit code 2:{Environment.NewLine}  butler.yaml: line 3: no such key");
    }

    [Fact]
    public async Task A_setting_that_a_binding_names_must_be_there()
    {
        await using var app = new WorkerApp();
        app.Settings.Remove("SHOWN");

        var exception = await Should.ThrowAsync<AppRootException>(app.StartAsync);

        exception.Faults.ShouldBe(["Shows: bindings[0].queueName: there is no app setting 'SHOWN'"]);
    }

    [Fact]
    public async Task What_runs_when_the_host_stops_may_end_and_the_worker_is_gone_then()
    {
        await using var app = await new WorkerApp().StartAsync();
        var process = app.Host.App.ProcessId!.Value;
        app.Put("wait a-while");
        await app.SignalledAsync("waiting-a-while");

        var stopping = app.Host.DisposeAsync().AsTask();
        app.Signal("a-while");
        await stopping;
        app.Put("do");

        (await app.Queues.SettledAsync()).ShouldBe("complete 1");
        app.Queues.Received.ShouldBe(1);
        app.Host.App.State.ShouldBe(AppState.Stopped);
        Should.Throw<ArgumentException>(() => Process.GetProcessById(process));
    }

    [Fact]
    public async Task What_does_not_end_when_the_host_stops_is_cancelled_and_its_message_goes_back()
    {
        await using var app = await new WorkerApp().StartAsync();
        app.Put("wait endless");
        await app.SignalledAsync("waiting-endless");

        await app.Host.DisposeAsync();

        app.HasSignal("cancelled-endless").ShouldBeTrue();
        (await app.Queues.SettledAsync()).ShouldBe("abandon 1");
    }
}
