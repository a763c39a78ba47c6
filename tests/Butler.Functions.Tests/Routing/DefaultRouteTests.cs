using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

/// <summary>What the system has to say of itself is not lost for want of a route.</summary>
public sealed class DefaultRouteTests
{
    [Fact]
    public async Task An_own_event_that_no_route_takes_goes_to_the_first_channel()
    {
        using var app = new App("channels: { t: { type: console }, u: { type: console } }\nroutes: []");
        await app.SendAsync(Offline("a"));
        await app.RunVisibleAsync();
        app.Terminal.ToString().Split("Relay node-1 is offline").Length.ShouldBe(2);
        app.DeliveryRows().Single().Text("Route").ShouldBe("butler-default");
        app.DeliveryRows().Single().Text("Channel").ShouldBe("t");
    }

    [Fact]
    public async Task A_route_that_takes_it_takes_its_place()
    {
        using var app = new App("""
            channels: { t: { type: console }, u: { type: console } }
            routes: [{ name: own, on: butler.relay.*, send: [{ channel: u }] }]
            """);
        await app.SendAsync(Offline("a"));
        await app.RunVisibleAsync();
        app.DeliveryRows().Single().Text("Channel").ShouldBe("u");
    }

    [Fact]
    public async Task One_an_hour_of_a_kind_and_a_thing_is_enough()
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []");
        await app.SendAsync(Offline("a"));
        await app.SendAsync(Offline("b"));
        await app.SendAsync(Offline("c") with { Subject = "relay/node-2", Relay = "node-2" });
        await app.RunVisibleAsync();
        app.Terminal.ToString().Split("is offline").Length.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_relay_could_not_understand_reaches_somebody_once_an_hour_for_each_sender()
    {
        using var app = new App(
            "channels: { t: { type: console } }\nroutes: [{ name: r, on: sense.reload.failed, send: [{ channel: t }] }]");
        for (var i = 1; i <= 5; i++)
        {
            // What it says of host and task is as garbled as the rest, and differs each time.
            await app.SendAsync(Unparsed($"a{i}", "10.0.0.1", $"host{i}"));
        }

        await app.SendAsync(Unparsed("b", "10.0.0.2", "other"));
        await app.RunVisibleAsync();
        var first = app.Terminal.ToString();
        (Count(first, "not understood"), Count(first, "it has 3 fields, expected 9"), Count(first, "raw text of a1")).ShouldBe((2, 2, 1));
        app.DeliveryRows().Select(row => row.Text("Route")).Distinct().ShouldBe(["butler-default"]);

        app.Time.Advance(TimeSpan.FromMinutes(61));
        await app.SendAsync(Unparsed("a6", "10.0.0.1", "host6"));
        await app.RunVisibleAsync();

        var second = app.Terminal.ToString()[first.Length..];
        (Count(second, "not understood"), Count(second, "4 more held back since")).ShouldBe((1, 1));
        app.Tables.Rows("Events").Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("defaultChannel: none")]
    [InlineData("maxEventAge: 24h", "sense.reload.failed")]
    public async Task Nothing_goes_there_without_a_default_channel_and_nothing_of_Senses_events_ever(
        string more, string type = EventTypes.RelayOffline)
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []\n" + more);
        await app.SendAsync(Offline("a") with { Type = type, Data = null });
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldBeEmpty();
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static CloudEvent Unparsed(string id, string sender, string host) => Sample.Event(EventTypes.Unparsed, id) with
    {
        Subject = $"task/{id}",
        Source = $"/sense/default/{host}",
        Data = JsonSerializer.SerializeToElement(
            new TaskEventData { Host = host, Sender = sender, Raw = $"raw text of {id}", Reason = "it has 3 fields, expected 9" },
            EventJson.Default.TaskEventData),
    };

    [Fact]
    public async Task Metrics_are_sent_only_where_a_route_sends_them_and_never_to_people()
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []");
        await app.SendAsync(SampleEvents.Of(EventTypes.Metrics, Sample.Time));
        await app.RunVisibleAsync();
        app.DeliveryRows().ShouldBeEmpty();

        using var routed = new App("""
            channels: { t: { type: console }, s: { type: slack, url: "https://hook.example.com/x" } }
            routes: [{ name: all, on: "butler.*", send: [{ channel: t }, { channel: s }] }]
            """);
        await routed.SendAsync(SampleEvents.Of(EventTypes.Metrics, Sample.Time));
        await routed.RunVisibleAsync();
        routed.DeliveryRows().ShouldHaveSingleItem().Text("Channel").ShouldBe("t");
    }

    [Theory]
    [InlineData("sense.license.access", """{"host":5,"user":{"a":1},"task":"x","enrichment":7,"errorLines":"no","reason":["b"]}""")]
    [InlineData("sense.version", """{"app":"QlikSense","execution":12,"enrichment":{"missing":3}}""")]
    [InlineData("sense.future.kind", """{"task":1}""")]
    public async Task Data_that_reuse_a_tasks_names_are_never_refused(string type, string data)
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: [{ name: all, on: '*', send: [{ channel: t }] }]");
        await app.SendAsync(Sample.Event(type) with { Data = System.Text.Json.JsonDocument.Parse(data).RootElement });
        await app.RunVisibleAsync();
        app.DeliveryRows().ShouldHaveSingleItem().Text("State").ShouldBe("sent");
    }

    private static CloudEvent Offline(string id) =>
        Sample.Event(EventTypes.RelayOffline, id) with { Subject = "relay/node-1", Relay = "node-1" };
}
