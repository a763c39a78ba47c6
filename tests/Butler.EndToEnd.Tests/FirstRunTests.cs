using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Butler.EndToEnd.Tests.Support;
using Butler.Tests;

namespace Butler.EndToEnd.Tests;

/// <summary>What a person sees who has just cloned the repository, with good and with bad input.</summary>
public sealed class FirstRunTests
{
    [Fact]
    public async Task The_first_event_is_seen_in_the_terminal()
    {
        await using var butler = await ButlerUp.StartAsync();
        var (exitCode, output) = await ButlerUp.CommandAsync(
            "send", "sense.reload.failed", "--to", $"{butler.Udp}", "--task", "Nightly; \"stock\"");
        exitCode.ShouldBe(0, output);
        await Eventually.TrueAsync(() => butler.Lines.Contains("Task failed: Nightly; \"stock\""), "the alert is shown");
    }

    [Fact]
    public async Task The_first_command_alone_shows_an_alert_with_the_failing_lines_of_the_script_log()
    {
        await using var butler = await ButlerUp.StartWithDemoAsync();
        await Eventually.TrueAsync(
            () => butler.Lines.Contains("Reload failed: Reload of Margin Cockpit") && Has(butler, "  | ", "Table 'Budget_2031' not found"),
            "the alert is shown");
        butler.Lines.Count(l => l.Contains("--no-demo turns this off", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_sent_failure_is_one_of_the_simulated_site_with_the_failing_lines_of_its_script_log()
    {
        await using var butler = await ButlerUp.StartAsync();
        var (exitCode, output) = await ButlerUp.CommandAsync(
            "send", "sense.reload.failed", "--task", "Nightly stock extract", "--data", butler.Data);
        exitCode.ShouldBe(0, output);
        output.Trim().ShouldStartWith(
            $"The simulated site ran the task 'Nightly stock extract' (failed) and sent sense.reload.failed to {butler.Udp}, execution ");
        await Eventually.TrueAsync(
            () => butler.Lines.Contains("Reload failed: Nightly stock extract") && Has(
                butler, "  | ", "SQL SELECT ItemId, Warehouse, Quantity FROM dbo.Stock"),
            "the alert is shown");
    }

    [Fact]
    public async Task A_sent_failure_of_Qlik_Cloud_needs_no_configuration_and_the_simulated_tenant_knows_it()
    {
        await using var butler = await ButlerUp.StartAsync();
        var (exitCode, output) = await ButlerUp.CommandAsync("send", "cloud.reload.failed", "--data", butler.Data);
        exitCode.ShouldBe(0, output);
        await Eventually.TrueAsync(
            () => butler.Lines.Any(line => line.StartsWith("Cloud reload failed: ", StringComparison.Ordinal))
                && Has(butler, "  | ", "Table 'Budget_2031' not found"),
            "the alert is shown");

        using var cloud = butler.Cloud();
        cloud.DefaultRequestHeaders.Authorization = new("Bearer", "any-key");
        var reload = output.Trim().Split(' ')[^1];
        output.Trim().ShouldBe($"{butler.Http}api/webhooks/qlik-cloud/demo accepted cloud.reload.failed of reload {reload}");
        (await cloud.GetStringAsync(new Uri($"demo/api/v1/reloads/{reload}", UriKind.Relative))).ShouldContain("\"status\":\"FAILED\"");
    }

    [Fact]
    public async Task A_started_reload_of_a_simulated_tenant_calls_the_webhook_that_the_tenant_has()
    {
        await using var butler = await ButlerUp.StartAsync();
        using var cloud = butler.Cloud();
        cloud.DefaultRequestHeaders.Authorization = new("Bearer", "any-key");
        using var created = await cloud.PostAsJsonAsync("demo/api/v1/webhooks", new
        {
            name = "butler",
            url = new Uri(butler.Http, "api/webhooks/qlik-cloud/demo"),
            eventTypes = new[] { "com.qlik.v1.reload.finished" },
            secret = await File.ReadAllTextAsync(Path.Combine(butler.Data, "qlik-webhook.key")),
        });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var ending = await cloud.PutAsJsonAsync("control/tenants/demo/apps/a1", new { name = "Trial", endsIn = "FAILED" });
        using var started = await cloud.PostAsJsonAsync("demo/api/v1/reloads", new { appId = "a1" });
        started.StatusCode.ShouldBe(HttpStatusCode.Created);
        await Eventually.TrueAsync(
            () => butler.Lines.Any(line => line.StartsWith("Cloud reload failed: ", StringComparison.Ordinal)), "the alert is shown");
    }

    [Fact]
    public async Task Without_the_simulators_there_is_no_tenant()
    {
        await using var butler = await ButlerUp.StartAsync(null, null, "--no-simulator");
        var (exitCode, output) = await ButlerUp.CommandAsync("send", "cloud.reload.failed", "--data", butler.Data);
        (exitCode, output.Trim()).ShouldBe((2, "butler send: say whose event it is: --tenant NAME, as in qlikCloud.tenants"));
        File.Exists(Path.Combine(butler.Data, "qlik-webhook.key")).ShouldBeFalse();
    }

    [Fact]
    public async Task Test_alerts_and_previews_need_no_file_while_butler_up_runs()
    {
        await using var butler = await ButlerUp.StartAsync();
        var (exitCode, output) = await ButlerUp.CommandAsync("test-fire", "terminal", "--data", butler.Data);
        exitCode.ShouldBe(0, output);
        await Eventually.TrueAsync(() => butler.Lines.Contains("TEST: Reload failed: Reload of Margin Cockpit"), "the test alert is shown");
        (exitCode, output) = await ButlerUp.CommandAsync("preview", "sense.reload.failed", "--channel", "terminal", "--data", butler.Data);
        (exitCode, output.Split('\n')[0]).ShouldBe((0, "Reload failed: Reload of Margin Cockpit"));
        (exitCode, output) = await ButlerUp.CommandAsync("preview", "sense.reload.failed", "--channel", "nosuch", "--data", butler.Data);
        (exitCode, output.Trim()).ShouldBe((2, "butler preview: There is no channel \"nosuch\" (known: terminal)."));
        (exitCode, output) = await ButlerUp.CommandAsync("deliveries", "list", "--channel", "nosuch", "--data", butler.Data);
        (exitCode, output.Trim()).ShouldBe(
            (2, "butler deliveries: There is no channel \"nosuch\" (known: terminal), and there is no delivery with this name."));
    }

    [Fact]
    public async Task A_configured_webhook_and_a_Slack_channel_get_the_alert_in_their_own_forms()
    {
        using var webhook = new HttpSink();
        using var slack = new HttpSink();
        await using var butler = await ButlerUp.StartAsync($$"""
            channels:
              hook: { type: webhook, url: "{{webhook.Url}}" }
              slack: { type: slack, url: "{{slack.Url}}", channel: "#sense" }
            routes:
              - { name: failures, on: sense.reload.failed, send: [{ channel: hook }, { channel: slack }] }
            """);
        butler.Send(ButlerUp.Failed("5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02"));
        await Eventually.TrueAsync(() => webhook.Requests.Count == 1 && slack.Requests.Count == 1, "both have it");

        using var body = JsonDocument.Parse(webhook.Requests[0].Body);
        body.RootElement.GetProperty("event").GetString().ShouldBe("Qlik Sense reload failed");
        body.RootElement.GetProperty("user").GetString().ShouldBe(@"FABRIKAM\svc_reload");
        body.RootElement.GetProperty("executionId").GetString().ShouldBe("5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02");
        using var blocks = JsonDocument.Parse(slack.Requests[0].Body);
        blocks.RootElement.GetProperty("channel").GetString().ShouldBe("#sense");
        blocks.RootElement.GetProperty("text").GetString().ShouldBe("Reload failed: Reload of Margin Cockpit");
    }

    [Fact]
    public async Task What_nobody_understands_is_alerted_with_its_text_and_the_relay_goes_on()
    {
        await using var butler = await ButlerUp.StartAsync();
        var random = new Random(7);
        using (var socket = new UdpClient())
        {
            foreach (var size in new[] { 0, 1, 100, 1400, 65_507 })
            {
                var bytes = new byte[size];
                random.NextBytes(bytes);
                await socket.SendAsync(bytes, butler.Udp);
            }
        }

        butler.Send("/what-is-this/;a;b");
        butler.Send(ButlerUp.Failed("00000000-0000-0000-0000-000000000001"));
        await Eventually.TrueAsync(
            () => butler.Lines.Contains("Reload failed: Reload of Margin Cockpit")
                && butler.Lines.Any(l => l.Contains("/what-is-this/;a;b", StringComparison.Ordinal)), "both are shown");
    }

    [Fact]
    public async Task The_health_endpoint_answers_through_the_host()
    {
        await using var butler = await ButlerUp.StartAsync();
        using var client = new HttpClient();
        (await client.GetStringAsync(new Uri(butler.Http, "api/healthz"))).ShouldContain("\"status\":\"ok\"");
        (await client.GetAsync(new Uri(butler.Http, "ProcessEvent"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_faulty_file_is_told_with_all_its_faults_and_exit_code_2()
    {
        var data = Directory.CreateTempSubdirectory("butler-e2e-");
        try
        {
            var file = Path.Combine(data.FullName, "butler.yaml");
            await File.WriteAllTextAsync(file, "channels: { a: { type: slak } }\nroutes: [{ name: r, on: '*', send: [{ channel: b }] }]");
            var (exitCode, output) = await ButlerUp.CommandAsync(
                "up", "--config", file, "--data", Path.Combine(data.FullName, "d"), "--http", "0", "--udp", "0", "--servicebus", "0");
            exitCode.ShouldBe(2, output);
            output.ShouldContain($"{file}:1: channels.a.type: is \"slak\"");
            output.ShouldContain("is \"b\", which is not among the channels");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_line_and_exit_code_2()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("butler-e2e-");
        try
        {
            var (exitCode, output) = await ButlerUp.CommandAsync(
                "up", "--http", $"{port}", "--data", data.FullName, "--udp", "0", "--servicebus", "0");
            exitCode.ShouldBe(2, output);
            output.ShouldContain($"{port}");
            output.Trim().Split('\n').Length.ShouldBe(1, output);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("INT", true)]
    [InlineData("TERM", true)]
    [InlineData("KILL", false)]
    public async Task However_it_ends_it_leaves_no_process_behind(string signal, bool orderly)
    {
        await using var butler = await ButlerUp.StartAsync();
        var pids = butler.Pids();
        pids.Count.ShouldBe(5);
        var exitCode = await butler.EndAsync(signal);
        if (orderly)
        {
            exitCode.ShouldBe(0);
            butler.Lines.Where(line => line.Contains("Exception", StringComparison.Ordinal)).ShouldBeEmpty();
        }

        await Eventually.TrueAsync(() => pids.All(pid => !IsRunning(pid)), "all of its processes have ended");
    }

    private static bool Has(ButlerUp butler, string start, string end) =>
        butler.Lines.Any(l => l.StartsWith(start, StringComparison.Ordinal) && l.EndsWith(end, StringComparison.Ordinal));

    private static bool IsRunning(int pid)
    {
        try
        {
            // The state stands behind the name; a zombie has ended and only waits to be collected.
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return status[(status.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }
}
