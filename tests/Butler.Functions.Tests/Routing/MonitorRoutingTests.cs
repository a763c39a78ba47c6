using System.Text.Json;
using Butler.Core.Events;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Routing;

/// <summary>Events that monitors raise at each look.</summary>
public sealed class MonitorRoutingTests
{
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

    private static CloudEvent Version(string id, bool changed) => Sample.Event(EventTypes.Version, id) with
    {
        Subject = "site/main",
        Data = JsonElement.Parse($$"""{"version":"14.254.6","changed":{{(changed ? "true" : "false")}}}"""),
    };
}
