using System.Text.Json;
using System.Text.RegularExpressions;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Routing;

/// <summary>Events that monitors raise at each look.</summary>
public sealed class MonitorRoutingTests
{
    private const string Flapping = """
        channels: { a: { type: console } }
        routes: [{ name: r, on: sense.service.stopped, throttle: { every: 5m, per: [service] }, resolve: true, send: [{ channel: a }] }]
        """;

    [Fact]
    public async Task A_version_that_did_not_change_is_not_sent_to_people_and_a_change_is()
    {
        using var app = new App("""
            channels: { store: { type: console }, team: { type: slack, url: "https://hooks.example.com/x" } }
            routes: [{ name: r, on: sense.version, send: [{ channel: store }, { channel: team }] }]
            """);

        await app.SendAsync(Version("look", changed: false));
        await app.SendAsync(Version("change", changed: true));
        await app.RunVisibleAsync();

        app.DeliveryRows().Select(row => $"{row.Text("EventId")} {row.Text("Channel")}").Order().ShouldBe(
            ["default:failed:change store", "default:failed:change team", "default:failed:look store"]);
    }

    /// <summary>It stops and starts every second for a minute, and stays stopped or keeps running.</summary>
    [Theory]
    [InlineData(61)]
    [InlineData(60)]
    public async Task A_service_that_flaps_is_throttled_and_counted_and_told_once_more_if_it_stays_stopped(int changes)
    {
        using var app = new App(Flapping);
        await FlapAsync(app, changes);
        Sent(app).ShouldBe(["0 Single", "1 Resolved"]);

        await PassAsync(app, TimeSpan.FromMinutes(4));
        Sent(app).ShouldBe(["0 Single", "1 Resolved"]);
        await PassAsync(app, TimeSpan.FromMinutes(3));

        // It was held back at 04:13:07, so the window is over five minutes later.
        Sent(app).ShouldBe(changes == 61 ? ["0 Single", "60:again:1931228287 Single", "1 Resolved"] : ["0 Single", "1 Resolved"]);
        await PassAsync(app, TimeSpan.FromMinutes(30));
        app.Deliveries(AlertKind.Single).Count.ShouldBe(changes == 61 ? 2 : 1);
        if (changes == 61)
        {
            app.Deliveries(AlertKind.Single)[^1].Delivery.Throttle!.HeldBack.ShouldBe(30);
            await app.SendAsync(Service(app, 1001));
            await app.RunVisibleAsync();
            app.Deliveries(AlertKind.Resolved).Count.ShouldBe(2);
        }
    }

    [Fact]
    public Task A_stop_that_is_held_back_is_told_once_also_when_the_process_dies() => Death.AtEveryEffectAsync(async death =>
    {
        using var app = new App(Flapping);
        await FlapAsync(app, changes: 2);
        await app.SendAsync(Service(app, 2));
        death.Arm(app.Kill);
        await PassAsync(app, TimeSpan.FromMinutes(15));
        Sent(app).Select(sent => Regex.Replace(sent, ":again:[0-9]+", "")).ShouldBe(["0 Single", "2 Single", "1 Resolved"]);
    }, atLeast: 8);

    private static async Task FlapAsync(App app, int changes)
    {
        for (var change = 0; change < changes; change++)
        {
            await app.SendAsync(Service(app, change));
            await app.RunVisibleAsync();
            app.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task PassAsync(App app, TimeSpan howLong)
    {
        for (var end = app.Time.GetUtcNow() + howLong; app.Time.GetUtcNow() < end;)
        {
            app.Time.Advance(TimeSpan.FromSeconds(10));
            await app.RunVisibleAsync();
        }
    }

    private static CloudEvent Service(App app, int number) => SampleEvents.Of(
        number % 2 == 0 ? EventTypes.ServiceStopped : EventTypes.ServiceStarted, app.Time.GetUtcNow()) with
    {
        Id = $"{number}",
    };

    private static IEnumerable<string> Sent(App app) => Enum.GetValues<AlertKind>()
        .SelectMany(kind => app.Deliveries(kind).Select(sent => $"{sent.Event.Id} {kind}"));

    private static CloudEvent Version(string id, bool changed) => Sample.Event(EventTypes.Version, id) with
    {
        Subject = "site/main",
        Data = JsonElement.Parse($$"""{"version":"14.254.6","changed":{{(changed ? "true" : "false")}}}"""),
    };
}
