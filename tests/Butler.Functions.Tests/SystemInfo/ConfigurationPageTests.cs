using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Functions.Relays;
using Butler.Functions.Tests.Channels;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.SystemInfo;

public sealed class ConfigurationPageTests
{
    private const string There = "https://there.example.com";

    /// <summary>A configuration with each type of channel, and a secret in every place that may hold one.</summary>
    private static readonly string Everything = $$"""
        # a comment with {{ChannelCase.Secret}}
        sites: { default: { qmcUrl: "https://sense.example.com/qmc" } }
        links: [{ id: runbook, text: Runbook, url: "https://wiki.example.com/sense?page=1" }]
        channels:
        {{string.Concat(ChannelCase.All.Select(
            each => $"  {each.Type}: {{ type: {each.Type}, {each.Yaml.Replace("URL", There, StringComparison.Ordinal)} }}\n"))}}
          smtp:
            type: email
            provider: smtp
            smtp: { host: smtp.example.com, user: sense, password: "{{ChannelCase.Secret}}" }
            from: Qlik <q@example.com>
            to: "${TO}"
          mqtt: { type: mqtt, url: "mqtts://broker.example.com:8883", user: sense, password: "{{ChannelCase.Secret}}", topic: "x/y" }
          variable: { type: slack, url: "${SLACK_URL}" }
          default: { type: slack, url: "${NONE:-https://there.example.com/{{ChannelCase.Secret}}}" }
          console: { type: console, text: "</pre><script>alert(1)</script>" }
        routes:
          - { name: all, on: "sense.*", send: [console, { channel: mqtt, topic: y }] }
        api: { callers: { scripts: { key: "{{ChannelCase.Secret}}", functions: [KeyValues] } } }
        """;

    [Fact]
    public async Task The_page_shows_everything_but_secrets()
    {
        await using var site = await StartAsync(Everything);
        var page = await site.AskAsync("GET configuration");
        page.ShouldNotContain(ChannelCase.Secret);
        page.ShouldNotContain("<script>");
        Repository.ShouldMatch("tests/Butler.Functions.Tests/SystemInfo/Expected/configuration.html", page[4..]);
    }

    [Fact]
    public async Task The_page_runs_nothing_and_is_not_kept()
    {
        await using var site = await StartAsync(Everything);
        using var response = await site.SendAsync("GET configuration", body: null, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        var page = await response.Content.ReadAsStringAsync();
        var style = page[(page.IndexOf("<style>", StringComparison.Ordinal) + 7)..page.IndexOf("</style>", StringComparison.Ordinal)];
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        response.Headers.Where(header => header.Key is not ("Date" or "Server" or "Transfer-Encoding"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").ShouldBe(
            [
                "Cache-Control: no-store",
                $"Content-Security-Policy: default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'",
                "Cross-Origin-Embedder-Policy: require-corp",
                "Cross-Origin-Opener-Policy: same-origin",
                "Cross-Origin-Resource-Policy: same-origin",
                "Referrer-Policy: no-referrer",
                "X-Content-Type-Options: nosniff",
                "X-Frame-Options: DENY",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_program_gets_JSON()
    {
        await using var site = await StartAsync(Everything);
        using var response = await site.SendAsync("GET configuration", body: null, ("Accept", "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldNotContain(ChannelCase.Secret);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        var json = JsonNode.Parse(text)!;
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        json["name"]!.GetValue<string>().ShouldBe("butler.yaml");
        json["configuration"]!["api"]!.ToJsonString().ShouldBe(
            """{"callers":{"scripts":{"key":"(hidden)","functions":["KeyValues"]}}}""");
        json["configuration"]!["channels"]!["smtp"]!["to"]!.GetValue<string>().ShouldBe("${TO}");
    }

    [Fact]
    public async Task A_faulty_newer_version_is_shown_by_its_fault_beside_the_one_in_use()
    {
        await using var site = await ApiSite.StartAsync();
        await site.AskAsync("GET butlerping");
        site.App.Configuration.Text = site.App.Configuration.Text.Replace("routes: []", "rutes: []", StringComparison.Ordinal);
        site.App.Time.Advance(TimeSpan.FromSeconds(10));
        var page = await site.AskAsync("GET configuration");
        page.ShouldContain("<pre class=\"fault\">");
        page.ShouldContain("did you mean &quot;routes&quot;?");
        page.ShouldContain("\nroutes: []\n");
    }

    [Fact]
    public async Task A_relay_is_asked_for_its_own()
    {
        await using var site = await ApiSite.StartAsync();
        await BeatAsync(site.App, "sense-1", CommandKinds.ShowConfiguration);
        await BeatAsync(site.App, "sense-2", CommandKinds.ShowConfiguration);
        (await site.AskAsync("GET configuration")).ShouldContain("<li><code>site=default&amp;relay=sense-2</code></li>");

        var asking = site.AskAsync("GET configuration?relay=sense-1", body: null, ("Accept", "application/json"));
        await Eventually.TrueAsync(() => site.App.Bus.Waiting("commands-sense-1").Count == 1, "the relay is asked");
        var id = site.App.Bus.Waiting("commands-sense-1").Single().MessageId;
        var reply = new CommandReply
        {
            Id = id,
            Relay = "sense-1",
            Site = "default",
            Status = CommandStatus.Succeeded,
            Result = JsonSerializer.SerializeToElement(
                new ConfigurationResult("relay: {name: sense-1}\ncommands: {key: (hidden)}\n"), CommandJson.Default.ConfigurationResult),
        };
        await site.App.Bus.SendAsync(
            QueueNames.Replies,
            new QueueMessage
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(reply, CommandJson.Default.CommandReply),
                MessageId = "reply",
                Label = CommandReply.Label,
                CorrelationId = id,
            },
            CancellationToken.None);
        await site.App.RunVisibleAsync();
        await AdvanceUntilAsync(site.App, asking);
        (await asking).ShouldBe(
            """200 {"name":"relay sense-1 of site default","configuration":{"relay":{"name":"sense-1"},"commands":{"key":"(hidden)"}}}""");
    }

    [Theory]
    [InlineData("relay=sense-9", "Site default has no relay \"sense-9\" (known: old, sense-1).")]
    [InlineData("relay=sense-1&site=other", "No relay of site other has ever sent a heartbeat.")]
    [InlineData(
        "relay=old", "No relay of site default can do show-configuration: its relay.yaml does not allow it, or lacks the settings for it.")]
    public async Task A_relay_that_cannot_be_asked_is_a_problem_with_the_reason(string query, string reason)
    {
        await using var site = await ApiSite.StartAsync();
        await BeatAsync(site.App, "sense-1", CommandKinds.ShowConfiguration);
        await BeatAsync(site.App, "old", CommandKinds.ListNames);
        using var response = await site.SendAsync($"GET configuration?{query}");
        ((int)response.StatusCode).ShouldBe(503);
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("detail").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_is_a_problem()
    {
        await using var site = await ApiSite.StartAsync();
        await BeatAsync(site.App, "sense-1", CommandKinds.ShowConfiguration);
        var asking = site.AskAsync("GET configuration?relay=sense-1");
        await AdvanceUntilAsync(site.App, asking);
        (await asking).ShouldContain("Relay sense-1 of site default did not answer within 15 seconds.");
    }

    [Fact]
    public async Task A_caller_of_one_site_sees_no_relay_of_another()
    {
        await using var site = await ApiSite.StartAsync("{ callers: { a: { key: k1, sites: [default] } } }");
        (await site.FailAsync("GET configuration?relay=sense-1&site=other", body: null, ("x-functions-key", "k1"))).ShouldBe(
            "403 This key may not use the site other: api.callers.a.sites in butler.yaml says which it may use.");
    }

    private static Task<ApiSite> StartAsync(string configuration) => ApiSite.StartAsync(
        new App(configuration), App.CommandKey,
        ("TO", "ops@example.com"), ("SLACK_URL", $"https://there.example.com/{ChannelCase.Secret}"));

    private static Task BeatAsync(App app, string relay, string capability) => new RelayRows(app.Tables).BeatAsync(
        new Heartbeat { Site = "default", Relay = relay, Version = "1", Capabilities = [capability] },
        app.Time.GetUtcNow(), CancellationToken.None);

    private static Task AdvanceUntilAsync(App app, Task task) => Eventually.TrueAsync(
        () =>
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(500));
            return task.IsCompleted;
        },
        "the answer is there");
}
