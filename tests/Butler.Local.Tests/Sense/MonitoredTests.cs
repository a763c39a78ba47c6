using System.Net;
using System.Text.Json;

namespace Butler.Local.Tests.Sense;

/// <summary>What the relay's monitors ask: the version, the license, the access licenses.</summary>
[Collection(nameof(SenseSimulatorCollection))]
public sealed class MonitoredTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task The_version_can_be_changed_and_needs_a_certificate()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await ChangeAsync(bench, """{"version":"14.300.1","releaseLabel":"May 2031","buildVersion":"36.1.0.0"}""");

        (await bench.Client.GetStringAsync("/v1/systeminfo", Cancelled)).ShouldBe(
            """{"contentHash":"a7c41f0e93b2","senseId":"qliksenseserver:14.300.1","version":"14.300.1","""
            + "\"deploymentType\":\"QlikSenseServer\",\"releaseLabel\":\"May 2031\",\"deprecatedProductVersion\":\"4.0.X\","
            + "\"productName\":\"Qlik Sense\",\"copyrightYearRange\":\"1993-2030\"}");
        (await bench.GetAsync("about")).GetProperty("buildVersion").GetString().ShouldBe("36.1.0.0");
        using var stranger = bench.NewClient(null);
        using var refused = await stranger.GetAsync("/v1/systeminfo", Cancelled);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact(Timeout = 20_000)]
    public async Task The_license_and_the_access_licenses_can_be_changed()
    {
        await using var bench = await SimulatorBench.StartAsync();
        (await bench.GetAsync("license")).GetProperty("keyDetails").GetString()!.ShouldContain("Valid To: ");
        (await bench.GetAsync("license/accesstypeoverview")).GetProperty("userAccess").GetProperty("usedTokens").GetInt32().ShouldBe(0);

        await ChangeAsync(
            bench,
            """
            {"keyDetails":"Valid To: 2031-05-01T00:00:00Z","licenseExpired":true,"licenseBlacklisted":true,"licenseInvalid":true,
            "professionalTotal":2,"analyzerTotal":12,"userTokens":true}
            """);

        var license = await bench.GetAsync("license");
        new[] { "keyDetails", "isExpired", "expiredReason", "isBlacklisted", "isInvalid" }
            .Select(name => license.GetProperty(name).ToString()).ShouldBe(
            ["Valid To: 2031-05-01T00:00:00Z", "True", "The license has passed its last valid day", "True", "True"]);
        var overview = await bench.GetAsync("license/accesstypeoverview");
        (Available(overview, "professionalAccess"), Available(overview, "analyzerAccess")).ShouldBe((0, 1));
        overview.GetProperty("userAccess").EnumerateObject().Select(field => field.Name).ShouldBe(
            ["enabled", "tokenCost", "allocatedTokens", "userTokens", "quarantinedTokens"]);
    }

    private static int Available(JsonElement overview, string part) => overview.GetProperty(part).GetProperty("available").GetInt32();

    private static async Task ChangeAsync(SimulatorBench bench, string change)
    {
        using var changed = await bench.ControlAsync(HttpMethod.Patch, "behaviour", change);
        changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}
