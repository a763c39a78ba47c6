using Butler.Core.Events;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Alerting;

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
        app.Tables.Rows("Deliveries").Single().Text("Route").ShouldBe("butler-default");
        app.Tables.Rows("Deliveries").Single().Text("Channel").ShouldBe("t");
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
        app.Tables.Rows("Deliveries").Single().Text("Channel").ShouldBe("u");
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

    [Theory]
    [InlineData("defaultChannel: none")]
    [InlineData("maxEventAge: 24h", "sense.reload.failed")]
    public async Task Nothing_goes_there_without_a_default_channel_and_nothing_of_Senses_events_ever(string more, string type = EventTypes.RelayOffline)
    {
        using var app = new App("channels: { t: { type: console } }\nroutes: []\n" + more);
        await app.SendAsync(Offline("a") with { Type = type, Data = null });
        await app.RunVisibleAsync();
        app.Terminal.ToString().ShouldBeEmpty();
    }

    private static CloudEvent Offline(string id) => Sample.Event(EventTypes.RelayOffline, id) with { Subject = "relay/node-1", Relay = "node-1" };
}
