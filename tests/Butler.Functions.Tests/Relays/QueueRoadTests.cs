using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Relays;

/// <summary>Which site and relay a request goes to, who may use them, and what happens while they are offline.</summary>
public sealed class QueueRoadTests
{
    private const string TwoSites = "sites: { prod: {}, test: {} }";

    [Fact]
    public async Task The_site_is_that_of_the_query_or_of_the_header_or_the_first()
    {
        await using var site = await StartAsync();
        await using var prod = await RelayAsync(site, "prod-1", "prod");
        await using var test = await RelayAsync(site, "test-1", "test");
        await site.AskAsync("GET apps/list");
        await site.AskAsync("GET senselistapps?site=test");
        await site.AskAsync("GET apps/list", null, ("X-Butler-Site", "test"));
        (prod.Received.Count, test.Received.Count).ShouldBe((1, 2));
        (await site.FailAsync("GET apps/list?site=tset")).ShouldBe(
            "400 There is no site \"tset\"; did you mean \"test\"? (sites of butler.yaml: prod, test).");
    }

    [Fact]
    public async Task The_relay_is_that_of_the_query_or_any_that_can_do_it()
    {
        await using var site = await StartAsync();
        await using var first = await RelayAsync(site, "prod-1", "prod");
        await FakeRelay.BeatAsync(site.App, "prod-2", "prod", minutesAgo: 1);
        (await site.AskAsync("GET apps/list?relay=prod-1")).ShouldBe("200 []");
        (await site.FailAsync("GET apps/list?relay=prod-3")).ShouldBe(
            "503 Site prod has no relay \"prod-3\" (known: prod-1, prod-2).");
    }

    [Fact]
    public async Task A_caller_uses_its_sites_only()
    {
        await using var site = await StartAsync("{ callers: { scripts: { key: s3cr3t, sites: [test] } } }");
        await using var test = await RelayAsync(site, "test-1", "test");
        var key = ("x-functions-key", "s3cr3t");
        (await site.FailAsync("GET apps/list", null, key)).ShouldBe(
            "403 This key may not use the site prod: api.callers.scripts.sites in butler.yaml says which it may use.");
        (await site.AskAsync("GET apps/list?site=test", null, key)).ShouldBe("200 []");
        test.Received.Single().RequestedBy.ShouldBe("the HTTP API, scripts");
        var id = test.Received.Single().Id;
        (await site.AskAsync($"GET commands/{id}", null, key)).ShouldStartWith("200 ");
    }

    [Fact]
    public async Task A_site_without_a_relay_that_is_online_is_503_with_the_time_of_the_last_heartbeat()
    {
        await using var site = await StartAsync();
        (await site.FailAsync("GET apps/list")).ShouldBe("503 No relay of site prod has ever sent a heartbeat.");
        await FakeRelay.BeatAsync(site.App, "prod-1", "prod", minutesAgo: 7);
        using var response = await site.SendAsync("GET apps/list");
        ((int)response.StatusCode, response.Headers.RetryAfter?.ToString()).ShouldBe((503, "30"));
        (await site.FailAsync("POST reloadtask/a/start")).ShouldBe(
            "503 No relay of site prod has sent a heartbeat within the last three minutes; the last was at 2031-03-14 04:05:07Z.");
        site.App.Bus.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_relay_that_is_online_can_do_is_403()
    {
        await using var site = await StartAsync();
        await FakeRelay.BeatAsync(site.App, "prod-1", "prod", 0, CommandKinds.ListApps);
        (await site.FailAsync("DELETE filedelete", """{"deleteFile":"a"}""")).ShouldBe(
            "403 No relay of site prod can do file-delete: its relay.yaml does not allow it, or lacks the settings for it.");
    }

    [Fact]
    public async Task With_onOffline_queue_a_change_waits_for_the_relay_and_a_question_does_not()
    {
        await using var site = await StartAsync("{ onOffline: queue, queueFor: 2h }");
        await FakeRelay.BeatAsync(site.App, "prod-1", "prod", minutesAgo: 7);
        (await site.AskAsync("POST reloadtask/a/start")).ShouldStartWith("202 ");
        var message = site.App.Bus.Waiting("commands-prod-1").Single();
        message.TimeToLive.ShouldBe(TimeSpan.FromHours(2));
        (await site.FailAsync("GET apps/list")).ShouldStartWith("503 ");
    }

    [Fact]
    public async Task Without_a_master_key_no_command_is_sent()
    {
        await using var site = await ApiSite.StartAsync(New("{}"), commandKey: null);
        await FakeRelay.BeatAsync(site.App, "prod-1", "prod", minutesAgo: 0);
        (await site.FailAsync("GET apps/list")).ShouldBe(
            "503 Commands cannot be signed: the app setting BUTLER_COMMAND_KEY is not set; make one with \"butler relay-key --new-master\".");
    }

    [Theory]
    [InlineData("{ onOffline: wait }", "api.onOffline")]
    [InlineData("{ queueFor: 25h }", "api.queueFor: is not between 1s and 24h")]
    public void A_faulty_setting_is_reported(string api, string fault)
    {
        using var app = New(api);
        Should.Throw<ConfigurationException>(
            () => YamlFile.Read("butler.yaml", app.Configuration.Text, Reading.Butler.Type, _ => null)).Message.ShouldContain(fault);
    }

    private static Task<FakeRelay> RelayAsync(ApiSite site, string name, string of) => FakeRelay.StartAsync(
        site, command => FakeRelay.Reply(command, CommandStatus.Succeeded, """{"total":0,"apps":[]}"""), name, of);

    private static Task<ApiSite> StartAsync(string api = "{}") => ApiSite.StartAsync(New(api));

    private static App New(string api) => new($$"""
        {{TwoSites}}
        channels: { a: { type: console } }
        routes: []
        api: {{api}}
        """);
}
