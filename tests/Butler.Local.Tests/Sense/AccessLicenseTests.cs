using System.Net;
using System.Text.Json;
using Butler.Local.Faults;

namespace Butler.Local.Tests.Sense;

/// <summary>The access licenses that a relay releases, and their users.</summary>
[Collection(nameof(SenseSimulatorCollection))]
public sealed class AccessLicenseTests
{
    private const string Analyzers = "license/analyzeraccesstype";

    [Fact(Timeout = 20_000)]
    public async Task There_are_licenses_for_every_case_of_a_release()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var users = (await bench.GetAsync("user/full")).EnumerateArray().ToDictionary(
            user => user.GetProperty("id").GetGuid(),
            user => string.Join(
                ' ',
                [
                    .. new[] { "inactive", "blacklisted", "removedExternally" }.Where(name => user.GetProperty(name).GetBoolean()),
                    .. user.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()),
                    .. user.GetProperty("customProperties").EnumerateArray().Select(property =>
                        $"{property.GetProperty("definition").GetProperty("name")}={property.GetProperty("value")}"),
                ]));
        (await bench.GetAsync($"{Analyzers}/full")).EnumerateArray().Select(access =>
        {
            var user = access.GetProperty("user");
            var name = user.ValueKind == JsonValueKind.Null ? $"deleted {access.GetProperty("deletedUserId")}"
                : $"{user.GetProperty("userId")} {users[user.GetProperty("id").GetGuid()]}";
            return $"{name}{(access.GetProperty("quarantined").GetBoolean() ? "quarantined" : "")}".TrimEnd();
        }).ShouldBe(
        [
            "mlin", "okonkwo", "tkarlsson", "pnovak keep license", "ahaddad Department=HR", "bsmith inactive", "cwong blacklisted",
            "dduval removedExternally", "nfischer", "rsilva quarantined", "deleted gone",
        ]);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_license_that_was_used_within_seven_days_goes_into_quarantine()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var recent = await FirstAsync(bench, "license/professionalaccesstype", "uberg");
        using var released = await bench.CallAsync(HttpMethod.Delete, $"license/professionalaccesstype/{recent}");
        released.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await bench.GetAsync($"license/professionalaccesstype/{recent}")).GetProperty("quarantined").GetBoolean().ShouldBeTrue();

        var old = await FirstAsync(bench, Analyzers, "mlin");
        using var gone = await bench.CallAsync(HttpMethod.Delete, $"{Analyzers}/{old}");
        using var again = await bench.CallAsync(HttpMethod.Delete, $"{Analyzers}/{old}");
        (gone.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NotFound));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_fault_may_be_for_a_method_and_may_come_after_the_effect()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var id = await FirstAsync(bench, Analyzers, "mlin");
        bench.Simulator.Faults.Add(new Fault { Path = "/qrs/license/*", Method = "delete", Status = 500, Executes = true, Times = 1 });
        using var deleted = await bench.CallAsync(HttpMethod.Delete, $"{Analyzers}/{id}");
        using var read = await bench.CallAsync(HttpMethod.Get, $"{Analyzers}/{id}");
        (deleted.StatusCode, read.StatusCode).ShouldBe((HttpStatusCode.InternalServerError, HttpStatusCode.NotFound));
    }

    private static async Task<string?> FirstAsync(SimulatorBench bench, string path, string user) =>
        (await bench.GetAsync($"{path}/full")).EnumerateArray()
            .First(access => access.GetProperty("user") is { ValueKind: JsonValueKind.Object } of
                && of.GetProperty("userId").GetString() == user)
            .GetProperty("id").GetString();
}
