using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Operating;

/// <summary>What the digest says about licenses and slow tasks.</summary>
public sealed class DigestTrendTests : IDisposable
{
    private static readonly DateTimeOffset Day = At("2031-03-14T06:00:00Z");

    private readonly App app = new("""
        sites: { default: { timeZone: Europe/Stockholm } }
        channels: { t: { type: console } }
        routes: [{ name: r, on: butler.digest.daily, send: [{ channel: t }] }]
        digest: { at: "07:00" }
        """);

    [Fact]
    public async Task Access_licenses_are_compared_with_those_of_a_week_ago()
    {
        await RaiseAsync("sense.license.access", Day.AddDays(-7).AddHours(-8), Access(20, 80));
        await RaiseAsync("sense.license.access", Day.AddDays(-7).AddHours(-2), Access(9, 88));
        await RaiseAsync("sense.license.access", Day.AddDays(-7).AddHours(4), Access(8, 87));
        await RaiseAsync("sense.license.access", Day.AddHours(-3), Access(3, 90));
        await RaiseAsync("sense.license.access", Day.AddHours(3), Access(1, 1));
        var data = await DigestAsync();
        data.Licenses.ShouldBe(
        [
            new DigestLicense
            {
                Type = "professional",
                Name = "Professional",
                Available = 3,
                Total = 120,
                AvailableBefore = 9,
                TotalBefore = 120,
                DaysBetween = 7,
            },
            new DigestLicense
            {
                Type = "analyzer_capacity",
                Name = "Analyzer capacity",
                Unit = "minutes",
                Available = 90,
                Total = 600,
                AvailableBefore = 88,
                TotalBefore = 600,
                DaysBetween = 7,
            },
        ]);
        data.Licenses.Select(license => (license.Left, license.Trend)).ShouldBe(
            [("3 of 120 left", "a week ago 9 of 120"), ("90 of 600 minutes left", "a week ago 88 of 600")]);
    }

    [Theory]
    [InlineData(new[] { -1.0 }, null)]
    [InlineData(new[] { -0.4, -0.1 }, null)]
    [InlineData(new[] { -1.1, -0.1 }, "a day ago 0 of 120")]
    [InlineData(new[] { -3.1, -2.0, -0.1 }, "3 days ago 0 of 120")]
    [InlineData(new[] { -7.9, -0.1 }, "8 days ago 0 of 120")]
    [InlineData(new[] { -0.1, -6.9, -7.1, -7.2 }, "a week ago 2 of 120")]
    public async Task Without_a_count_of_a_week_ago_the_nearest_one_is_taken(double[] days, string? trend)
    {
        foreach (var (index, day) in days.Index())
        {
            await RaiseAsync("sense.license.access", Day.AddDays(day), Access(index, 0));
        }

        (await DigestAsync()).Licenses[0].Trend.ShouldBe(trend);
    }

    [Theory]
    [InlineData("""{"licenseExpired":false,"expiryDateStr":"2031-05-06","daysUntilExpiry":55}""", "expires on 2031-05-06, in 53 days")]
    [InlineData("""{"licenseExpired":false,"expiryDateStr":"2031-06-11","daysUntilExpiry":91}""", "expires on 2031-06-11, in 89 days")]
    [InlineData("""{"licenseExpired":false,"expiryDateStr":"2031-06-12","daysUntilExpiry":92}""", null)]
    [InlineData("""{"licenseExpired":false,"expiryDateStr":"2031-03-14","daysUntilExpiry":2}""", "expires today, 2031-03-14")]
    [InlineData("""{"licenseExpired":true,"expiryDateStr":"2031-03-01","daysUntilExpiry":-11}""", "expired on 2031-03-01")]
    [InlineData("""{"licenseExpired":false,"daysUntilExpiry":7}""", "expires in 7 days")]
    [InlineData("""{"licenseExpired":false,"expiryDateStr":null,"daysUntilExpiry":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public async Task The_server_license_is_told_when_it_has_few_days_left(string data, string? expiry)
    {
        await RaiseAsync("sense.license.server", Day.AddDays(-3), """{"daysUntilExpiry":1}""");
        await RaiseAsync("sense.license.server", Day.AddDays(-2), data);
        (await DigestAsync()).ServerLicense?.Expiry.ShouldBe(expiry);
    }

    [Fact]
    public async Task The_slowest_tasks_are_told_with_their_usual_duration()
    {
        await RunAsync("Sales", "1", Day.AddHours(-8), 1_000_000);
        await RunAsync("Sales", "2", Day.AddHours(-4), 4_260_000);
        await SlowAsync("Sales", Day.AddHours(-9), 900_000, 300_000);
        await SlowAsync("Sales", Day.AddHours(-5), 900_000, 320_000);
        await RunAsync("Finance", "3", Day.AddHours(-2), 600_000);
        await SlowAsync("Margin", Day.AddHours(-1), 11_520_000, 1_443_512);
        await SlowAsync("Finance", Day.AddDays(-2), 900_000, 100);
        var data = await DigestAsync();
        data.Slowest.ShouldBe(
        [
            new DigestRun
            {
                Task = "Margin",
                App = "Margin Cockpit",
                Type = "sense.task.slow",
                Time = Day.AddHours(-1),
                DurationMs = 11_520_000,
                Running = true,
                UsualMs = 1_443_512,
                Times = 8,
                SlowRuns = 1,
            },
            new DigestRun
            {
                Task = "Sales",
                App = "Margin Cockpit",
                Type = "sense.reload.succeeded",
                Time = Day.AddHours(-4),
                DurationMs = 4_260_000,
                UsualMs = 320_000,
                Times = 13.3,
                SlowRuns = 2,
            },
            new DigestRun
            {
                Task = "Finance",
                App = "Margin Cockpit",
                Type = "sense.reload.succeeded",
                Time = Day.AddHours(-2),
                DurationMs = 600_000,
            },
        ]);
        (data.TimedRuns, data.DurationMs).ShouldBe((3, 5_860_000), "a run that goes on has no duration yet");
        await app.RunVisibleAsync();
        app.Terminal.ToString().ReplaceLineEndings("\n").ShouldContain("""
            ALERT   Slowest:    3 h 12 min Margin, still running, usually 24 min 3 s (8 times as long)
            ALERT               1 h 11 min Sales, usually 5 min 20 s (13.3 times as long), slow 2 times
            ALERT               10 min Finance

            """);
    }

    [Fact]
    public async Task The_checks_take_three_more_reads_of_rows()
    {
        await CallsAsync(Day);
        var without = await CallsAsync(Day.AddDays(1));
        await RaiseAsync("sense.license.access", Day.AddDays(-6), Access(9, 88));
        await RaiseAsync("sense.license.access", Day.AddHours(30), Access(3, 90));
        await RaiseAsync("sense.license.server", Day.AddHours(30), """{"daysUntilExpiry":1}""");
        (await CallsAsync(Day.AddDays(2)) - without).ShouldBe(3);
    }

    public void Dispose() => app.Dispose();

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static string Access(int professional, int minutes) => new JsonObject
    {
        ["professionalAccess"] = new JsonObject { ["enabled"] = true, ["total"] = 120, ["available"] = professional },
        ["analyzerAccess"] = new JsonObject { ["enabled"] = false, ["total"] = 5 },
        ["analyzerTimeAccess"] = new JsonObject { ["enabled"] = true, ["allocatedMinutes"] = 600, ["usedMinutes"] = 600 - minutes },
    }.ToJsonString();

    /// <summary>Makes the digest of a day, and returns how many calls of tables it took.</summary>
    private async Task<int> CallsAsync(DateTimeOffset day)
    {
        app.Time.Advance(day.AddMinutes(10) - app.Time.GetUtcNow());
        await app.RunVisibleAsync();
        var before = app.Tables.Calls;
        await app.Services.Digest.RunAsync(CancellationToken.None);
        return app.Tables.Calls - before;
    }

    private async Task<DigestData> DigestAsync()
    {
        app.Time.Advance(Day.AddMinutes(10) - app.Time.GetUtcNow());
        await app.Services.Digest.RunAsync(CancellationToken.None);
        var @event = app.Bus.Sent.Where(s => s.Queue == QueueNames.Events && s.Message.Label == EventTypes.DailyDigest)
            .Select(s => CloudEvent.Decode(s.Message.Body.Span)).ShouldHaveSingleItem();
        return @event.Data!.Value.Deserialize(DigestJson.Default.DigestData)!;
    }

    private Task RunAsync(string task, string execution, DateTimeOffset time, long ms) => RaiseAsync(
        "sense.reload.succeeded", time, JsonSerializer.Serialize(
            Sample.Task with { TaskName = task, TaskId = task, ExecutionId = execution, Execution = new ExecutionInfo { DurationMs = ms } },
            EventJson.Default.TaskEventData));

    private Task SlowAsync(string task, DateTimeOffset time, long running, long usual)
    {
        var json = JsonSerializer.SerializeToNode(Sample.Task with { TaskName = task, TaskId = task }, EventJson.Default.TaskEventData)!;
        (json["runningMs"], json["usualMs"], json["times"]) = (running, usual, 3);
        return RaiseAsync("sense.task.slow", time, json.ToJsonString());
    }

    private async Task RaiseAsync(string type, DateTimeOffset time, string data)
    {
        await app.SendAsync(Sample.Event(type, received: app.Time.GetUtcNow()) with
        {
            Time = time,
            Id = $"default:{type}:{time.Ticks}",
            Data = JsonDocument.Parse(data).RootElement,
        });
        await app.RunVisibleAsync();
    }
}
