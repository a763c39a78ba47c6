using System.Net.Http.Json;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>The system from its packages, not from the build's folders: what an operator gets must be what was tested.</summary>
public sealed class PublishedPackagesTests(BuiltPackages packages) : IClassFixture<BuiltPackages>
{
    [Fact]
    public async Task The_packages_take_a_datagram_send_the_alert_answer_the_API_and_stop_without_leaving_a_process()
    {
        using var hook = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(
            $$$"""
            channels: { hook: { type: webhook, url: "{{{hook.Url}}}", text: '["{{taskName}}","{{executionId}}"]' } }
            routes: [{ name: failures, on: "sense.reload.failed", send: [{ channel: hook }] }]
            """,
            data: null,
            "--no-simulator", "--package", packages.Functions, "--relay-package", packages.Relay);
        var pids = butler.Pids();
        Executable(butler, "functions").ShouldBe(Path.Combine(butler.Data, "package-functions", "butler-functions"));
        Executable(butler, "relay").ShouldStartWith(Path.Combine(butler.Data, "package-relay") + "/");

        butler.Send(ButlerUp.Failed("7f3e0a51-8c7e-4f8a-9d0c-3c8f0b1a2d01"));
        await Eventually.TrueAsync(() => hook.Requests.Count == 1, "the alert has come");
        hook.Requests[0].Body.ShouldBe("[\"Reload of Margin Cockpit\",\"7f3e0a51-8c7e-4f8a-9d0c-3c8f0b1a2d01\"]");

        using var http = new HttpClient { BaseAddress = new Uri(butler.Http, "/api/") };
        var cancelled = TestContext.Current.CancellationToken;
        var health = await http.GetFromJsonAsync<JsonElement>("healthz", cancelled);
        health.GetProperty("status").GetString().ShouldBe("ok");
        using var set = await http.PostAsJsonAsync("v4/keyvalues/pack", new { key = "k", value = "v" }, cancelled);
        set.IsSuccessStatusCode.ShouldBeTrue(await set.Content.ReadAsStringAsync(cancelled));
        (await http.GetFromJsonAsync<JsonElement>("v4/keyvalues/pack?key=k", cancelled)).GetProperty("value").GetString().ShouldBe("v");

        (await butler.EndAsync("TERM")).ShouldBe(0);
        pids.Where(pid => Directory.Exists($"/proc/{pid}")).ShouldBeEmpty();
        hook.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_relay_of_the_package_that_is_killed_comes_back_and_loses_nothing()
    {
        using var hook = new HttpSink();
        await using var butler = await ButlerUp.StartAsync(
            $$$"""
            channels: { hook: { type: webhook, url: "{{{hook.Url}}}", text: '"{{executionId}}"' } }
            routes: [{ name: failures, on: "sense.reload.failed", send: [{ channel: hook }] }]
            """,
            data: null,
            "--no-simulator", "--package", packages.Functions, "--relay-package", packages.Relay);
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"7f3e0a51-8c7e-4f8a-9d0c-3c8f0b1a2e{i:d2}")];
        foreach (var id in ids)
        {
            butler.Send(ButlerUp.Failed(id));
        }

        await Eventually.TrueAsync(() => hook.Requests.Count > 0, "the relay has accepted them");
        butler.Kill("relay");

        await Eventually.TrueAsync(() => hook.Requests.Select(r => r.Body).Distinct().Count() == ids.Length, "all alerts have come");
        hook.Requests.Select(r => r.Body.Trim('"')).Distinct().Order(StringComparer.Ordinal).ShouldBe(ids);
    }

    [Fact]
    public async Task The_checksums_are_those_of_the_packages_and_the_relay_tells_the_version_in_its_name()
    {
        (await BuiltPackages.RunAsync("bash", "-c", "cd \"$0\" && sha256sum --check SHA256SUMS", packages.Folder)).Trim().Split('\n')
            .ShouldAllBe(line => line.EndsWith(": OK", StringComparison.Ordinal));
        var unpacked = Directory.CreateTempSubdirectory("butler-relay-");
        try
        {
            await BuiltPackages.RunAsync("tar", "-xzf", packages.Relay, "-C", unpacked.FullName, "--strip-components=1");
            unpacked.EnumerateFiles().Select(file => $"{file.Name} {Convert.ToString((int)file.UnixFileMode, 8)}")
                .Order(StringComparer.Ordinal)
                .ShouldBe(["LICENSE 644", "README.md 644", "butler-relay 755", "install.sh 755", "relay.yaml 644"]);
            var version = (await BuiltPackages.RunAsync(Path.Combine(unpacked.FullName, "butler-relay"), "--version")).Trim();
            Path.GetFileName(packages.Relay).ShouldBe($"butler-relay-{version}-linux-x64.tar.gz");
            Path.GetFileName(packages.Functions).ShouldBe($"butler-functions-{version}.zip");
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    private static string Executable(ButlerUp butler, string part) =>
        File.ResolveLinkTarget($"/proc/{butler.PidOf(part)}/exe", returnFinalTarget: false)!.FullName;
}
