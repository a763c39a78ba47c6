using Butler.Functions.Alerts;
using Butler.Functions.Incidents;
using Butler.Functions.Tests.Support;
using Butler.Functions.Timers;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Functions.Tests.Routing;

/// <summary>Channels that keep incidents of their own are told that somebody sees to one.</summary>
public sealed class AcknowledgementNoticesTests
{
    private const string Configuration = """
        channels:
          a: { type: console }
          pd: { type: pagerduty, routingKey: 0123456789abcdef0123456789abcdef, url: "http://127.0.0.1:9/" }
        routes: [{ name: r, on: "*.failed", resolve: true, send: [{ channel: a }, { channel: pd }] }]
        """;

    [Fact]
    public async Task The_channel_is_told_once_of_the_first_failures_incident()
    {
        using var app = new App(Configuration);
        var incident = await FailAsync(app);
        await AcknowledgeAsync(app, incident);
        await AcknowledgeAsync(app, incident);
        await RunAsync(app);

        var notice = app.Deliveries(AlertKind.Acknowledged).ShouldHaveSingleItem();
        (notice.Delivery.Channel, notice.Delivery.Route, notice.Event.Id, notice.Delivery.Reason!.Incident)
            .ShouldBe(("pd", "r", TestRuns.Failure("1").Id, incident));
        app.WakeUps().ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_is_told_of_what_is_over()
    {
        using var app = new App(Configuration);
        var incident = await FailAsync(app);
        await app.SendAsync(TestRuns.Success("2", 5));
        await RunAsync(app);
        await AcknowledgeAsync(app, incident);
        await RunAsync(app);
        app.Deliveries(AlertKind.Acknowledged).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_at_any_effect_the_channel_is_told_of_what_is_acknowledged(bool afterTheEffect)
    {
        for (var dieAt = 1; ; dieAt++)
        {
            using var app = new App(Configuration);
            var incident = await FailAsync(app);
            app.Kill.Start(dieAt, afterTheEffect);
            try
            {
                await AcknowledgeAsync(app, incident);
            }
            catch (ProcessKilledException)
            {
                app.Restart();
            }

            var wasKilled = app.Kill.HasKilled;
            app.Kill.Start();
            await RunAsync(app);
            var isAcknowledged = (await Rows(app).FindAsync(incident, CancellationToken.None))!.Incident.Acknowledged is not null;
            app.Deliveries(AlertKind.Acknowledged).Count.ShouldBe(isAcknowledged ? 1 : 0, $"killed at effect {dieAt}");
            if (!wasKilled)
            {
                dieAt.ShouldBeGreaterThan(5);
                isAcknowledged.ShouldBeTrue();
                return;
            }
        }
    }

    private static async Task<string> FailAsync(App app)
    {
        await app.SendAsync(TestRuns.Failure("1"));
        await app.RunVisibleAsync();
        return (await Rows(app).OpenAsync(CancellationToken.None)).ShouldHaveSingleItem().Id;
    }

    /// <summary>Two minutes: beyond them PagerDuty, which cannot be reached here, is tried again and again.</summary>
    private static Task RunAsync(App app) => app.RunAsync(TimeSpan.FromMinutes(2));

    private static IncidentRows Rows(App app) => new(app.Tables, app.Time);

    private static Task<Incident?> AcknowledgeAsync(App app, string incident) =>
        new Acknowledgements(Rows(app), new DueRows(app.Tables, app.Bus, app.Time), app.Time, NullLogger<Acknowledgements>.Instance)
            .AcknowledgeAsync(incident, new Acknowledgement("Ida", null), CancellationToken.None);
}
