using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Relays;

public sealed class WatchTests
{
    private const string Configuration = "channels: { t: { type: console } }\nroutes: []";
    private static readonly DateTimeOffset Started = new(2031, 3, 14, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_relay_that_falls_silent_is_told_once_and_once_when_it_is_back()
    {
        using var app = new App(Configuration);
        await BeatAsync(app);
        await WatchAsync(app, minutes: 3);
        Reported(app).ShouldBeEmpty();

        await WatchAsync(app, minutes: 20);
        var offline = Reported(app).ShouldHaveSingleItem();
        offline.Id.ShouldBe("default:relay.offline:node-1:20310314T041207000");
        offline.Subject.ShouldBe("relay/node-1");
        var data = offline.Data!.Value;
        data.GetProperty("lastHeartbeat").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero));
        data.GetProperty("silentSeconds").GetInt64().ShouldBe(300);
        data.GetProperty("waiting").GetInt64().ShouldBe(0);

        await BeatAsync(app);
        await BeatAsync(app);
        var online = Reported(app)[1..].ShouldHaveSingleItem();
        online.Type.ShouldBe("butler.relay.online");
        online.Data!.Value.GetProperty("awaySeconds").GetInt64().ShouldBe(23 * 60);
        await WatchAsync(app, minutes: 3);
        Reported(app).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_alerts_go_to_the_default_channel_in_words()
    {
        using var app = new App(Configuration);
        await BeatAsync(app);
        await WatchAsync(app, minutes: 6);
        await BeatAsync(app);
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldContain("ALERT Relay node-1 is offline");
        app.Terminal.ToString().ShouldContain("ALERT   Last heard: 2031-03-14 04:12:07 +00:00");
        app.Terminal.ToString().ShouldContain("ALERT Relay node-1 is back after 6 min");
    }

    [Fact]
    public async Task Ten_instances_that_watch_at_once_tell_it_once()
    {
        using var app = new App(Configuration);
        await BeatAsync(app);
        await WatchAsync(app, minutes: 4);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10; i++)
        {
            await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        }

        Reported(app).Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_sleep_of_the_app_the_heartbeats_that_wait_are_taken_first()
    {
        using var app = new App(Configuration);
        await BeatAsync(app);
        await WatchAsync(app, minutes: 2);
        app.Time.Advance(TimeSpan.FromHours(3));
        await SendBeatAsync(app);
        await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        await app.RunVisibleAsync();
        await WatchAsync(app, minutes: 3);
        Reported(app).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_Service_Bus_is_away_nobody_is_told_to_be_offline_when_it_comes_back()
    {
        using var app = new App(Configuration);
        await BeatAsync(app);
        await WatchAsync(app, minutes: 3);
        app.Bus.Away = true;
        for (var minute = 0; minute < 10; minute++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(1));
            try
            {
                await app.Services.WatchRelays.RunAsync(CancellationToken.None);
            }
            catch (BusException)
            {
                // The host shows the failed run.
            }
        }

        app.Bus.Away = false;
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        Reported(app).ShouldBeEmpty();
        await WatchAsync(app, minutes: 2);
        Reported(app).Count.ShouldBe(1, "it stayed silent");
    }

    [Fact]
    public async Task The_time_is_configured()
    {
        using var app = new App(Configuration + "\nwatchdog: { offlineAfter: 15m }");
        await BeatAsync(app);
        await WatchAsync(app, minutes: 14);
        Reported(app).ShouldBeEmpty();
        await WatchAsync(app, minutes: 2);
        Reported(app).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_relay_that_was_removed_is_forgotten_after_the_retention()
    {
        using var app = new App(Configuration);
        await BeatAsync(app);
        await WatchAsync(app, minutes: 6);
        app.Time.Advance(TimeSpan.FromDays(31));
        await app.Services.Retention.RunAsync(CancellationToken.None);
        app.Tables.Rows(TableNames.Relays).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_relay_loses_is_told_as_what_came_since_the_heartbeat_before()
    {
        using var app = new App(Configuration);
        await BeatAsync(app, new RelayCounters { Received = 10, KernelDrops = 0 });
        await BeatAsync(app, new RelayCounters { Received = 20, KernelDrops = 7, Refused = 5, RefusedSource = 3 });
        await BeatAsync(app, new RelayCounters { Received = 30, KernelDrops = 7, Refused = 5, RefusedSource = 3 });
        var loss = Reported(app).ShouldHaveSingleItem();
        loss.Type.ShouldBe("butler.relay.loss");
        var data = loss.Data!.Value;
        (Number(data, "kernelDrops"), Number(data, "refused"), Number(data, "rejected"), Number(data, "total")).ShouldBe((7, 2, 0, 9));

        await BeatAsync(app, new RelayCounters { Received = 40, KernelDrops = 7, Refused = 5, RefusedSource = 3, Rejected = 1 });
        Number(Reported(app)[1].Data!.Value, "total").ShouldBe(1);
    }

    [Fact]
    public async Task A_restart_of_the_relay_begins_its_counters_anew()
    {
        using var app = new App(Configuration);
        await BeatAsync(app, new RelayCounters { KernelDrops = 7 });
        Number(Reported(app).ShouldHaveSingleItem().Data!.Value, "kernelDrops").ShouldBe(7);
        await BeatAsync(app, new RelayCounters { KernelDrops = 0, Damaged = 2 }, Started.AddHours(1));
        Reported(app).Count.ShouldBe(2);
        var data = Reported(app)[1].Data!.Value;
        (Number(data, "kernelDrops"), Number(data, "damaged")).ShouldBe((0, 2));
        data.GetProperty("since").GetDateTimeOffset().ShouldBe(Started.AddHours(1));
    }

    [Fact]
    public async Task A_strangers_datagrams_are_no_loss()
    {
        using var app = new App(Configuration);
        await BeatAsync(app, new RelayCounters { Refused = 100, RefusedSource = 100 });
        Reported(app).ShouldBeEmpty();
    }

    [Fact]
    public Task Killed_anywhere_each_is_told_once_and_online_never_without_offline() => Death.AtEveryEffectAsync(async death =>
    {
        using var app = new App(Configuration);
        await BeatAsync(app);
        await WatchAsync(app, minutes: 4);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        death.Arm(app.Kill);
        try
        {
            await app.Services.WatchRelays.RunAsync(CancellationToken.None);
        }
        catch (ProcessKilledException)
        {
            app.Restart();
        }

        // It comes back at once: no further run of the watch could make up for what was cut off.
        app.Kill.Skip();
        await SendBeatAsync(app, new RelayCounters { KernelDrops = 3 });
        await app.RunVisibleAsync();

        var told = Reported(app).Select(e => e.Type).ToList();
        told.Count(t => t == "butler.relay.loss").ShouldBe(1);
        told.Count(t => t == "butler.relay.online").ShouldBe(told.Count(t => t == "butler.relay.offline"));
        told.Count(t => t == "butler.relay.offline").ShouldBeLessThanOrEqualTo(1);
        if (death.Effect > 1 || death.After)
        {
            told.ShouldContain("butler.relay.offline");
        }

        app.Tables.Rows(TableNames.Relays).Single(r => r.PartitionKey == "default").Date("OfflineNoted").ShouldBeNull();
    });

    private static long Number(JsonElement data, string name) => data.GetProperty(name).GetInt64();

    private static async Task BeatAsync(App app, RelayCounters? counters = null, DateTimeOffset? started = null)
    {
        await SendBeatAsync(app, counters, started);
        await app.RunVisibleAsync();
    }

    private static Task SendBeatAsync(App app, RelayCounters? counters = null, DateTimeOffset? started = null)
    {
        var heartbeat = new Heartbeat
        {
            Site = "default",
            Relay = "node-1",
            Version = "0.1.0",
            Started = started ?? Started,
            Time = app.Time.GetUtcNow(),
            Counters = counters ?? new RelayCounters(),
        };
        return app.Bus.SendAsync(
            QueueNames.Replies,
            new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(heartbeat, RelayJson.Default.Heartbeat),
                MessageId = Guid.NewGuid().ToString(),
                Label = Heartbeat.Label,
            },
            CancellationToken.None);
    }

    /// <summary>Runs the watch each minute.</summary>
    private static async Task WatchAsync(App app, int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(1));
            await app.Services.WatchRelays.RunAsync(CancellationToken.None);
            await app.RunVisibleAsync();
        }
    }

    private static List<CloudEvent> Reported(App app) =>
        [.. app.Bus.Sent.Where(s => s.Queue == QueueNames.Events).Select(s => CloudEvent.Decode(s.Message.Body.Span))
            .DistinctBy(e => e.Id)];
}
