using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Functions.QlikCloud.Reconciling;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.SystemInfo;

public sealed class SystemHealthTests
{
    [Fact]
    public async Task A_system_without_relays_is_well()
    {
        await using var site = await ApiSite.StartAsync();
        (await site.AskAsync("GET health")).ShouldBe(
            """200 {"status":"ok","version":"0.1.0","configuration":{"state":"ok"},"relays":[],"""
            + """
            "destinationsAway":[],"deadDeliveries":{"days":7,"count":0,"isMore":false}}
            """);
    }

    [Theory]
    [InlineData("scriptLogs: {}", null, "https://butler.example.com",
        "Script logs are kept, but alerts do not link to them: the app setting BUTLER_COMMAND_KEY is not set; make one with "
        + "\"butler relay-key --new-master\".")]
    [InlineData("scriptLogs: {}", App.CommandKey, "",
        "Script logs are kept, but alerts do not link to them: the app does not know its own address; set the app setting "
        + "BUTLER_PUBLIC_URL.")]
    [InlineData("scriptLogs: {}", App.CommandKey, "https://butler.example.com", null)]
    [InlineData("", null, "", null)]
    public async Task Settings_that_links_to_script_logs_lack_are_a_warning(string section, string? key, string address, string? warning)
    {
        var app = new App("channels: { a: { type: console } }\nroutes: []\n" + section);
        await using var site = await ApiSite.StartAsync(app, key, ("BUTLER_PUBLIC_URL", address));
        var warnings = (await HealthAsync(site)).TryGetProperty("warnings", out var found)
            ? found.EnumerateArray().Select(each => each.GetString()).Single()
            : null;
        warnings.ShouldBe(warning);
    }

    [Fact]
    public async Task Tenants_are_shown_as_they_were_when_they_were_asked_last()
    {
        const string tenants = """
            channels: { a: { type: console } }
            routes: []
            qlikCloud:
              tenants:
                - { name: acme, url: "https://acme.eu.qlikcloud.com", secrets: [0123456789abcdef0123456789abcdef], apiKey: s3cr3t }
                - { name: other, url: "https://other.eu.qlikcloud.com", secrets: [0123456789abcdef0123456789abcdef] }
            """;
        await using var site = await ApiSite.StartAsync(new App(tenants));
        (await HealthAsync(site)).GetProperty("tenants").GetRawText()
            .ShouldBe("""[{"name":"acme","state":"unknown","missed":0},{"name":"other","state":"webhook only"}]""");

        var now = site.App.Time.GetUtcNow();
        await new TenantRows(site.App.Tables).WriteAsync(
            new TenantRow("acme")
            {
                Asked = now,
                ComparedTo = now,
                Found = 2,
                Webhook = "enabled",
                Access = new TenantProblem("it answered 401", now, IsTold: true),
            },
            CancellationToken.None);
        var health = await HealthAsync(site);
        health.GetProperty("status").GetString().ShouldBe("degraded");
        health.GetProperty("tenants")[0].GetRawText().ShouldBe(
            $$"""{"name":"acme","state":"failing","asked":{{Json(now)}},"comparedTo":{{Json(now)}},"missed":2,"webhook":"enabled","""
            + """ "problems":["since 2031-03-14 04:12:07Z: it answered 401"]}""".TrimStart());
    }

    [Fact]
    public async Task A_relay_is_online_until_its_heartbeats_stop()
    {
        await using var site = await ApiSite.StartAsync();
        await BeatAsync(site.App);
        var health = await HealthAsync(site);
        health.GetProperty("status").GetString().ShouldBe("ok");
        health.GetProperty("relays").EnumerateArray().ShouldHaveSingleItem().GetRawText().ShouldBe(
            $$$"""
            {"site":"default","name":"sense-node-1","online":true,"lastHeartbeat":{{{Json(site.App.Time.GetUtcNow())}}},"version":"1.2.3",
            "environment":"prod","started":"0001-01-01T00:00:00+00:00","capabilities":["qrs"],"counters":{"received":5,"accepted":4,
            "refused":1,"unparsed":0,"kernelDrops":0,"forwarded":0,"rejected":0,"damaged":0,"restarts":0,"waiting":0},
            "warnings":["the disk is nearly full"]}
            """.ReplaceLineEndings(""));

        site.App.Time.Advance(TimeSpan.FromMinutes(4));
        health = await HealthAsync(site);
        health.GetProperty("status").GetString().ShouldBe("degraded");
        health.GetProperty("relays")[0].GetProperty("online").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_faulty_newer_configuration_is_shown_with_its_fault()
    {
        await using var site = await ApiSite.StartAsync();
        await HealthAsync(site);
        site.App.Configuration.Text = site.App.Configuration.Text.Replace("routes: []", "routes: [{ nam: x }]", StringComparison.Ordinal);
        site.App.Time.Advance(TimeSpan.FromSeconds(10));
        var health = await HealthAsync(site);
        health.GetProperty("status").GetString().ShouldBe("degraded");
        health.GetProperty("configuration").GetProperty("state").GetString().ShouldBe("the newest is faulty, the last good one is in use");
        health.GetProperty("configuration").GetProperty("fault").GetString()!.ShouldContain("did you mean \"name\"?");
    }

    [Fact]
    public async Task Dead_deliveries_are_counted()
    {
        using var sink = new HttpSink(_ => 400);
        await using var site = await ApiSite.StartAsync(new App(
            $$"""
            channels: { a: { type: webhook, url: {{sink.Url}} } }
            defaultChannel: none
            routes: [{ name: r, on: sense.reload.failed, send: [a] }]
            """));
        await site.App.SendAsync(Sample.Event());
        await site.App.RunVisibleAsync();
        var health = await HealthAsync(site);
        health.GetProperty("deadDeliveries").GetRawText().ShouldBe("""{"days":7,"count":1,"isMore":false}""");
    }

    private static async Task BeatAsync(App app)
    {
        var beat = new Heartbeat
        {
            Site = "default",
            Relay = "sense-node-1",
            Environment = "prod",
            Version = "1.2.3",
            Time = app.Time.GetUtcNow(),
            Capabilities = ["qrs"],
            Counters = new RelayCounters { Received = 5, Accepted = 4, Refused = 1 },
            Warnings = ["the disk is nearly full"],
        };
        await app.Bus.SendAsync(
            QueueNames.Replies,
            new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(beat, RelayJson.Default.Heartbeat),
                MessageId = "beat",
                Label = Heartbeat.Label,
            },
            CancellationToken.None);
        await app.RunVisibleAsync();
    }

    private static async Task<JsonElement> HealthAsync(ApiSite site)
    {
        var answer = await site.AskAsync("GET health");
        answer.ShouldStartWith("200 ");
        return JsonElement.Parse(answer[4..]);
    }

    private static string Json(DateTimeOffset time) => JsonSerializer.Serialize(time);
}
