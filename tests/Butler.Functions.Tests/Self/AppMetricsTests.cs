using Butler.Core.Events;
using Butler.Core.SelfReports;
using Butler.Functions.Alerts;
using Butler.Functions.Delivering;
using Butler.Functions.Self;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace Butler.Functions.Tests.Self;

public sealed class AppMetricsTests
{
    private const string Off = """
        channels: { t: { type: console }, chat: { type: slack, url: "https://hooks.example.com/x" } }
        defaultChannel: chat
        routes: [{ name: r, on: "*", send: [chat, t] }]

        """;

    private const string On = Off + "self: { metrics: { every: 15m } }\n";

    [Fact]
    public async Task An_instance_raises_its_metrics_at_each_interval()
    {
        var logs = new LogCollector();
        using var app = new App(On, logs) { Variables = { ["WEBSITE_INSTANCE_ID"] = "4f2e" } };
        await LookAsync(app);
        await app.SendAsync(TestRuns.Failure("1", type: "sense.service.status"));
        await app.RunVisibleAsync();
        var before = app.Bus.Sent.Count;
        await PassAsync(app, minutes: 14);
        app.Bus.Sent.Count.ShouldBe(before);
        await PassAsync(app, minutes: 1);
        app.Bus.Sent.Count.ShouldBe(before + 1);

        var (queue, message) = app.Bus.Sent[^1];
        var raised = CloudEvent.Decode(message.Body.Span);
        (queue, message.Label, raised.Id, raised.Type, raised.Subject, raised.Source, raised.Site, raised.Relay).ShouldBe((
            "events", EventTypes.Metrics, "default:metrics:app:4f2e:1931228827000", EventTypes.Metrics, "app/4f2e",
            "/sense/default/butler", "default", null));
        var data = raised.Data!.Value;
        (data.GetProperty("instance").GetString(), data.GetProperty("uptimeMs").GetInt64(), data.GetProperty("intervalMs").GetInt64())
            .ShouldBe(("4f2e", 900_000, 900_000));
        data.GetProperty("counters").GetRawText().ShouldBe(
            """{"events":1,"deliveriesPlanned":1,"deliveriesSent":1,"deliveriesRetried":0,"deliveriesDead":0,"destinationsAway":0}""");
        data.TryGetProperty("sinceLast", out _).ShouldBeFalse();
        logs.Text.ShouldContain("Running for 15 minutes; memory: ");
    }

    [Fact]
    public async Task The_next_look_is_when_the_event_is_due_and_within_a_minute()
    {
        using var app = new App(On.Replace("15m", "90s", StringComparison.Ordinal));
        (await LookAsync(app)).ShouldBe(TimeSpan.FromMinutes(1));
        app.Time.Advance(TimeSpan.FromMinutes(1));
        (await LookAsync(app)).ShouldBe(TimeSpan.FromSeconds(30));
        app.Bus.Sent.ShouldBeEmpty();
        app.Time.Advance(TimeSpan.FromSeconds(30));
        (await LookAsync(app)).ShouldBe(TimeSpan.FromMinutes(1));
        app.Bus.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_raised_and_a_changed_configuration_is_noticed()
    {
        using var app = new App(Off);
        await PassAsync(app, minutes: 60);
        app.Bus.Sent.ShouldBeEmpty();
        app.Configuration.Text = On;
        await PassAsync(app, minutes: 2);
        app.Bus.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_usable_configuration_it_goes_on()
    {
        using var app = new App("channels: 7");
        await PassAsync(app, minutes: 2);
        app.Configuration.Text = On;
        await PassAsync(app, minutes: 15);
        app.Bus.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_Service_Bus_is_away_one_line_says_so_and_the_next_event_follows()
    {
        var logs = new LogCollector();
        using var app = new App(On.Replace("15m", "1m", StringComparison.Ordinal), logs);
        app.Bus.Away = true;
        await PassAsync(app, minutes: 3);
        logs.Text.Split("The event butler.metrics could not be sent, the next one includes its counts: ").Length.ShouldBe(2);
        app.Bus.Away = false;
        await PassAsync(app, minutes: 1);
        app.Bus.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_host_runs_it()
    {
        using var app = new App(On);
        var service = app.Services.Get<IEnumerable<IHostedService>>().OfType<AppMetrics>().ShouldHaveSingleItem();
        await service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () =>
            {
                app.Time.Advance(TimeSpan.FromMinutes(1));
                return app.Bus.Sent.Count > 0;
            },
            "an event is sent");
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Metrics_are_told_to_nobody_open_no_incident_and_are_not_in_the_digest()
    {
        using var app = new App(Off + "sites: { default: {} }\ndigest: { at: '07:00' }\n");
        var data = new SelfMetrics { Version = "1", Counters = new Dictionary<string, double>() }.ToJson();
        await app.SendAsync(OwnEvents.Create(
            "default:metrics:app:i:1", EventTypes.Metrics, "default", "app/i", app.Time.GetUtcNow(), data));
        await app.RunVisibleAsync();

        app.Tables.Rows(TableNames.Events).ShouldHaveSingleItem().Text("State").ShouldBe("done");
        app.Tables.Rows(TableNames.Deliveries).ShouldBeEmpty();
        app.Tables.Rows(TableNames.Incidents).ShouldBeEmpty();
        app.Services.DeliveryCounts.Totals.ShouldBe(new DeliveryTotals(Planned: 1, Sent: 1)); // the console is no person

        app.Time.Advance(TimeSpan.FromHours(3));
        await app.Services.Digest.RunAsync(CancellationToken.None);
        var digest = app.Bus.Sent.Select(each => CloudEvent.Decode(each.Message.Body.Span))
            .Last(each => each.Type == EventTypes.DailyDigest);
        digest.Data!.Value.GetProperty("total").GetInt32().ShouldBe(0);
    }

    private static Task<TimeSpan> LookAsync(App app) => app.Services.Get<AppMetrics>().LookAsync(CancellationToken.None);

    /// <summary>It looks at the start and in each minute.</summary>
    private static async Task PassAsync(App app, int minutes)
    {
        await LookAsync(app);
        for (var minute = 0; minute < minutes; minute++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(1));
            await LookAsync(app);
        }
    }
}
