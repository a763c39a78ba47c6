using System.Text.Json;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Operating.Digests;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Operating;

public sealed class DigestTests
{
    private const string Configuration = """
        sites: { default: { timeZone: Europe/Stockholm } }
        channels: { t: { type: console } }
        routes: [{ name: r, on: "sense.*.failed", throttle: { every: 5m, per: task }, send: [{ channel: t }] }]
        digest: { at: "07:00" }
        """;

    [Fact]
    public async Task A_sites_day_is_summed_up()
    {
        using var sink = new HttpSink(_ => 410);
        using var app = new App(
            Configuration.Replace("{ type: console }", $"{{ type: webhook, url: \"{sink.Url}\" }}") + "\ndefaultChannel: none");
        var day = At("2031-03-14T06:00:00Z");
        await HappenAsync(app, "sense.reload.failed", "old", "Sales", day.AddDays(-4), 60_000);
        await HappenAsync(app, "sense.reload.failed", "1", "Sales", day.AddHours(-20), 60_000);
        await HappenAsync(app, "sense.reload.failed", "2", "Sales", day.AddHours(-19), 120_000, "Table not found");
        await HappenAsync(app, "sense.reload.aborted", "3", "HR", day.AddHours(-2), null);
        await HappenAsync(app, "sense.reload.succeeded", "4", "Finance", day.AddHours(-1), 600_000);
        await HappenAsync(app, "sense.reload.failed", "5", "Tomorrow", day, 1);
        await HappenAsync(app, "sense.reload.failed", "6", "Elsewhere", day.AddHours(-1), 1, site: "default-b");
        app.Time.Advance(day.AddMinutes(10) - app.Time.GetUtcNow());

        await app.Services.Digest.RunAsync(CancellationToken.None);
        var @event = Digests(app).ShouldHaveSingleItem();
        @event.Id.ShouldBe("default:digest:2031-03-14");
        var data = @event.Data!.Value.Deserialize(DigestJson.Default.DigestData)!;
        (data.Site, data.From, data.To).ShouldBe(("default", day.AddDays(-1), day));
        (data.Failures, data.FailedTasks, data.NewTasks).ShouldBe((3, 2, 1));
        data.Failed.Select(t => (t.Task, t.Count, t.DurationMs, t.LastError)).ShouldBe(
            [("Sales", 2, 180_000, "Table not found"), ("HR", 1, null, "Max retries reached")]);
        data.Failed[0].LastEventId.ShouldBe("default:failed:2");
        data.New.Single().Task.ShouldBe("HR");
        data.Slowest.Select(r => (r.Task, r.DurationMs)).ShouldBe([("Finance", 600_000), ("Sales", 120_000)]);
        (data.Licenses.Count, data.ServerLicense).ShouldBe((0, null));
        (data.TimedRuns, data.DurationMs, data.AverageMs).ShouldBe((3, 780_000, 260_000));
        data.ByType.ShouldContain(new DigestCount("sense.reload.failed", 2));
        (data.DeadDeliveries, data.HeldBack).ShouldBe((4, 0), "whenever it happened, it died that day");
        data.DeadByChannel.ShouldBe([new DigestCount("t", 4)]);
    }

    [Fact]
    public async Task It_is_made_once_and_not_again_by_other_instances_or_later_looks()
    {
        using var app = new App(Configuration);
        for (var i = 0; i < 5; i++)
        {
            await app.Services.Digest.RunAsync(CancellationToken.None);
        }

        await app.RunVisibleAsync();
        for (var i = 0; i < 96; i++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(15));
            await app.Services.Digest.RunAsync(CancellationToken.None);
            await app.RunVisibleAsync();
        }

        Digests(app).Select(d => d.Id).ShouldBe(["default:digest:2031-03-13", "default:digest:2031-03-14"]);
    }

    [Fact]
    public async Task Hours_that_were_missed_are_made_up_for_once_and_only_the_last_day()
    {
        using var app = new App(Configuration);
        await app.Services.Digest.RunAsync(CancellationToken.None);
        await app.RunVisibleAsync();
        app.Time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(5));
        await app.Services.Digest.RunAsync(CancellationToken.None);
        Digests(app).Select(d => d.Id).ShouldBe(["default:digest:2031-03-13", "default:digest:2031-03-17"]);
    }

    [Fact]
    public async Task Without_a_digest_in_the_configuration_nothing_is_read()
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []");
        await app.Services.Digest.RunAsync(CancellationToken.None);
        app.Tables.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task It_reads_well_on_a_terminal()
    {
        using var app = new App(Configuration);
        await HappenAsync(app, "sense.reload.failed", "1", "Sales", At("2031-03-13T05:00:00Z"), 60_000, "Table not found");
        await HappenAsync(app, "sense.reload.failed", "2", "Sales", At("2031-03-13T05:00:01Z"), 60_000, "Table is gone");
        await app.Services.Digest.RunAsync(CancellationToken.None);
        await app.RunVisibleAsync();
        app.Terminal.ToString().ReplaceLineEndings("\n").ShouldEndWith("""
            ALERT Digest of 2031-03-12 for default: 2 runs of 1 task failed
            ALERT   From:       2031-03-12 07:00:00 +01:00
            ALERT   To:         2031-03-13 07:00:00 +01:00
            ALERT   Events:     2
            ALERT   Failed:     2 x Sales: Table is gone
            ALERT   New:        Sales
            ALERT   Slowest:    1 min Sales
            ALERT   Runs:       2, 2 min together, 1 min on average
            ALERT   Held back:  1
            ALERT   Time:       2031-03-14 05:12:07 +01:00
            ALERT   Site:       default

            """);
    }

    [Theory]
    [InlineData("2031-03-30T04:59:00Z", "2031-03-28T06:00:00Z", "2031-03-29T06:00:00Z", "07:00")]
    [InlineData("2031-03-30T05:00:00Z", "2031-03-29T06:00:00Z", "2031-03-30T05:00:00Z", "07:00")]
    [InlineData("2031-10-26T06:00:00Z", "2031-10-25T05:00:00Z", "2031-10-26T06:00:00Z", "07:00")]
    [InlineData("2031-03-30T01:00:00Z", "2031-03-29T01:30:00Z", "2031-03-30T01:00:00Z", "02:30")]
    [InlineData("2031-10-26T00:30:00Z", "2031-10-25T00:30:00Z", "2031-10-26T00:30:00Z", "02:30")]
    [InlineData("2031-10-26T01:45:00Z", "2031-10-25T00:30:00Z", "2031-10-26T00:30:00Z", "02:30")]
    public void Days_follow_each_other_where_the_clocks_change(string now, string from, string to, string at)
    {
        var day = DigestTimes.Last(
            At(now), TimeOnly.ParseExact(at, "HH:mm", null), TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"));
        (day.From, day.To).ShouldBe((At(from), At(to)));
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task HappenAsync(
        App app, string type, string execution, string task, DateTimeOffset time, long? ms, string? error = null, string site = "default")
    {
        var data = Sample.Task with
        {
            TaskName = task,
            TaskId = task.ToLowerInvariant(),
            Execution = ms is null ? null : new ExecutionInfo { DurationMs = ms },
            ErrorLines = error is null ? null : [error],
        };
        await app.SendAsync(
            Sample.Event(type, execution, data, app.Time.GetUtcNow()) with { Time = time, Site = site, Id = $"{site}:failed:{execution}" });
        await app.RunVisibleAsync();
    }

    private static List<CloudEvent> Digests(App app) =>
        [.. app.Bus.Sent.Where(s => s.Queue == QueueNames.Events && s.Message.Label == EventTypes.DailyDigest)
            .Select(s => CloudEvent.Decode(s.Message.Body.Span))];
}
