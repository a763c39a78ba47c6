using Butler.Functions.Tests.QlikCloud.Commands;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Schedules;

/// <summary>What the API has beyond Butler's.</summary>
public sealed class ScheduleApiTests
{
    private const string Id = "2c9d0b1e-77aa-4c1b-9d5e-0f1a2b3c4d5e";
    private const string Body = $$"""
        {"id":"{{Id}}","name":"Margin","cronSchedule":"0 6 * * *","timezone":"UTC","qlikSenseTaskId":"{{ScheduleSite.Task}}",
        "startupState":"start"}
        """;

    private const string Configured = $"schedules: [{{ name: 'a/b c', cron: 0 7 * * *, task: {ScheduleSite.Task}, site: south }}]";
    private const string Sites = """
        sites: { north: { timeZone: Europe/Stockholm }, south: { timeZone: Europe/Stockholm } }
        """;

    [Fact]
    public async Task A_schedule_is_changed_and_what_the_body_lacks_stays()
    {
        await using var site = await StartAsync();
        (await site.FailAsync($"PUT schedules/{Id}", "{}")).ShouldBe($"400 REST SCHEDULER: Schedule ID {Id} not found.");
        await site.AskAsync("POST schedules", Body);
        (await site.AskAsync(
            $"PUT schedules/{Id}",
            """
            {"cronSchedule":"30 6 * * *","missed":"once",
            "taskTags":["nightly"],"taskCustomProperties":[{"name":"Team","value":"Finance"}]}
            """))
            .ShouldBe("200 " + $$"""
            {"id":"{{Id}}","name":"Margin","cronSchedule":"30 6 * * *","timezone":"UTC","startupState":"start","tags":[],
            "created":"2031-03-14T04:12:07.000Z","lastKnownState":"started","source":"api","site":"north","missed":"once",
            "taskTags":["nightly"],"taskCustomProperties":[{"name":"Team","value":"Finance"}],"nextRun":"2031-03-14T06:30:00Z"}
            """.ReplaceLineEndings(""));
        (await site.FailAsync($"PUT schedules/{Id}", """{"cronSchedule":"never"}""")).ShouldStartWith("400 body/cronSchedule ends at ");
        (await site.FailAsync($"PUT schedules/{Id}", """{"site":"nort"}""")).ShouldBe(
            "400 body/site must be one of the sites in butler.yaml; \"nort\" is not among them; did you mean \"north\"?");
    }

    [Fact]
    public async Task One_of_butler_yaml_is_shown_started_and_stopped_but_changed_in_the_file_only()
    {
        await using var site = await StartAsync();
        var shown = $$"""
            {"id":"a/b c","name":"a/b c","cronSchedule":"0 7 * * *","timezone":"Europe/Stockholm","qlikSenseTaskId":"{{ScheduleSite.Task}}",
            "startupState":"started","tags":[],"lastKnownState":"started","source":"configuration","site":"south","missed":"skip",
            "nextRun":"2031-03-14T06:00:00Z"}
            """.ReplaceLineEndings("");
        (await site.AskAsync("GET schedules/a%2Fb%20c")).ShouldBe($"200 {shown}");
        (await site.FailAsync("DELETE schedules/a%2Fb%20c")).ShouldBe(
            "409 The schedule a/b c stands in butler.yaml, and is changed or deleted there. Over HTTP it can be started and stopped.");
        (await site.FailAsync("PUT schedules/a%2Fb%20c", "{}")).ShouldStartWith("409 ");
        (await site.AskAsync("PUT schedules/a%2Fb%20c/stop")).ShouldContain("\"lastKnownState\":\"stopped\"");
        (await site.AskAsync("GET schedules/status")).ShouldBe("200 {\n'a/b c': cron: 0 7 * * *: Stopped\n}");
        (await site.AskAsync("PUT schedules/startall")).ShouldBe($"200 [{shown}]");
    }

    [Fact]
    public async Task A_caller_sees_and_changes_schedules_of_its_sites_only()
    {
        await using var site = await StartAsync();
        await site.AskAsync("POST schedules", Body);
        var key = ("x-functions-key", "s3cr3t");
        const string Refusal =
            "403 This key may not use the site south: api.callers.scripts.sites in butler.yaml says which it may use.";
        var ofSouth = Body.Replace("\"name\"", "\"site\":\"south\",\"name\"", StringComparison.Ordinal);
        (await site.FailAsync("POST schedules", ofSouth, key)).ShouldBe(Refusal);
        (await site.FailAsync($"PUT schedules/{Id}", """{"site":"south"}""", key)).ShouldBe(Refusal);
        (await site.FailAsync("PUT schedules/a%2Fb%20c/stop", null, key)).ShouldBe(Refusal);
        (await site.FailAsync("PUT schedules/a%2Fb%20c/start", null, key)).ShouldBe(Refusal);
        (await site.FailAsync("DELETE schedules/a%2Fb%20c", null, key)).ShouldBe(Refusal);
        (await site.FailAsync("GET schedules/a%2Fb%20c", null, key)).ShouldBe("400 REST SCHEDULER: Schedule ID a/b c not found.");
        (await site.FailAsync("GET schedules?id=a%2Fb%20c", null, key)).ShouldStartWith("400 ");
        (await site.AskAsync("PUT schedules/stopall", null, key)).ShouldStartWith($$"""200 [{"id":"{{Id}}",""");
        (await site.AskAsync("GET schedules/status", null, key)).ShouldBe($"200 {{\n'{Id}': cron: 0 6 * * *: Stopped\n}}");
        (await site.AskAsync("GET schedules/status")).ShouldBe(
            $"200 {{\n'a/b c': cron: 0 7 * * *: Running\n'{Id}': cron: 0 6 * * *: Stopped\n}}");
        (await site.AskAsync("GET schedules", null, key)).ShouldNotContain("south");
        (await site.FailAsync("GET keyvaluesnamespaces", null, key)).ShouldStartWith("403 This key may not call KeyValuesNamespaces");
    }

    private const string CloudBody = $$$"""
        {"id":"{{{Id}}}","name":"Margin","cronSchedule":"0 6 * * *","timezone":"UTC","startupState":"start",
        "cloud":{"tenant":"acme","app":"{{{CommandSite.App}}}","partial":true}}
        """;

    [Fact]
    public async Task A_schedule_may_start_something_in_Qlik_Cloud()
    {
        using var tenant = new FakeTenant();
        await using var site = await CommandSite.StartAsync(tenant);
        const string Before = $"{{\"id\":\"{Id}\",\"name\":\"Margin\",\"cronSchedule\":\"0 6 * * *\",\"timezone\":\"UTC\",";
        const string Middle = "\"startupState\":\"start\",\"tags\":[],\"created\":\"2031-03-14T04:12:07.000Z\",\"lastKnownState\":\"started\","
            + "\"source\":\"api\",\"site\":\"default\",\"missed\":\"skip\",";
        const string After = ",\"nextRun\":\"2031-03-14T06:00:00Z\"}";
        (await site.AskAsync("POST schedules", CloudBody)).ShouldBe(
            $"201 {Before}{Middle}\"cloud\":{{\"tenant\":\"acme\",\"app\":\"{CommandSite.App}\",\"partial\":true}}{After}");
        (await site.AskAsync($"PUT schedules/{Id}", """{"cloud":{"tenant":"acme","automation":"Refresh prices"}}""")).ShouldBe(
            $"200 {Before}{Middle}\"cloud\":{{\"tenant\":\"acme\",\"automation\":\"Refresh prices\"}}{After}");
        (await site.AskAsync($"PUT schedules/{Id}", """{"tags":[]}""")).ShouldContain("Refresh prices");
        (await site.AskAsync($"PUT schedules/{Id}", $$"""{"qlikSenseTaskId":"{{ScheduleSite.Task}}"}""")).ShouldBe(
            $"200 {Before}\"qlikSenseTaskId\":\"{ScheduleSite.Task}\",{Middle[..^1]}{After}");
        (await site.AskAsync($"PUT schedules/{Id}", """{"cloud":{"tenant":"acme","app":"a"}}""")).ShouldBe(
            $"200 {Before}{Middle}\"cloud\":{{\"tenant\":\"acme\",\"app\":\"a\",\"partial\":false}}{After}");
    }

    [Theory]
    [InlineData("""{"tenant":"acm","app":"a"}""", "400 body/cloud names the tenant \"acm\", which is not among qlikCloud.tenants; did you mean \"acme\"?")]
    [InlineData("""{"tenant":"acme"}""", "400 body/cloud names nothing to start; expected app or automation")]
    [InlineData("""{"tenant":"acme","app":"a","automation":"b"}""", "400 body/cloud names an app and an automation; a schedule starts one of them")]
    [InlineData("""{"tenant":"acme","app":"a/b"}""", "400 body/cloud/app must be an id of Qlik Cloud")]
    [InlineData("""{"app":"a"}""", "400 body/cloud must have required property 'tenant'")]
    [InlineData("7", "400 body/cloud must be object")]
    [InlineData("""{"tenant":"acme","app":"a"},"taskTags":["b"]""", "400 body/cloud must be given without tasks: a schedule starts either tasks of Sense or "
        + "something in Qlik Cloud")]
    public async Task A_faulty_target_in_Qlik_Cloud_is_rejected(string target, string problem)
    {
        using var tenant = new FakeTenant();
        await using var site = await CommandSite.StartAsync(tenant);
        (await site.FailAsync("POST schedules", $$"""
            {"name":"Margin","cronSchedule":"0 6 * * *","timezone":"UTC","startupState":"start","cloud":{{target}}}
            """)).ShouldBe(problem);
    }

    [Fact]
    public async Task A_caller_who_may_not_start_reloads_cannot_let_a_schedule_start_them()
    {
        using var tenant = new FakeTenant();
        await using var site = await CommandSite.StartAsync(tenant, "{ callers: { s: { key: k, functions: [Schedules] }, c: { key: l, "
            + "functions: [Schedules, CloudReloads] } } }");
        (await site.FailAsync("POST schedules", CloudBody, ("x-functions-key", "k"))).ShouldBe(
            "403 This key may not call CloudReloadsStart, which does the same: api.callers.s.functions in butler.yaml says what it may call.");
        (await site.AskAsync("POST schedules", CloudBody, ("x-functions-key", "l"))).ShouldStartWith("201 ");
        (await site.FailAsync($"PUT schedules/{Id}", """{"cloud":{"tenant":"acme","automation":"b"}}""", ("x-functions-key", "l"))).ShouldStartWith(
            "403 This key may not call CloudAutomationsStart, ");
        (await site.FailAsync($"PUT schedules/{Id}", """{"name":"Mine"}""", ("x-functions-key", "k"))).ShouldStartWith("403 ");
    }

    [Fact]
    public async Task The_last_run_is_shown()
    {
        using var schedules = new ScheduleSite();
        await schedules.CreateAsync("15 4 * * *");
        await schedules.PassUntilAsync("04:15:00");
        await using var site = await ApiSite.StartAsync(schedules.App);
        (await site.AskAsync($"GET schedules/{ScheduleSite.Id}")).ShouldEndWith($$$"""
            "nextRun":"2031-03-15T04:15:00Z","lastRun":{"due":"2031-03-14T04:15:00Z","outcome":"succeeded","time":"2031-03-14T04:15:00Z",
            "commandId":"{{{ScheduleSite.Id}}}:20310314T041500Z"}}
            """.ReplaceLineEndings(""));
        schedules.HasRelay = false;
        schedules.SleepUntil("1.04:14:00");
        await schedules.PassUntilAsync("04:31:00");
        (await site.AskAsync($"GET schedules/{ScheduleSite.Id}")).ShouldEndWith($$$"""
            "lastRun":{"due":"2031-03-15T04:15:00Z","outcome":"missed","time":"2031-03-15T04:30:00Z",
            "commandId":"{{{ScheduleSite.Id}}}:20310315T041500Z",
            "detail":"No relay of site default has sent a heartbeat within the last three minutes; the last was at 2031-03-14 04:14:07Z."},
            "lastMissed":{"due":"2031-03-15T04:15:00Z","runs":1,
            "reason":"No relay of site default has sent a heartbeat within the last three minutes; the last was at 2031-03-14 04:14:07Z."}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Without_tables_the_status_is_503()
    {
        await using var site = await ApiSite.StartAsync();
        site.App.Tables.Away = true;
        (await site.FailAsync("GET schedules/status")).ShouldBe("503 Table Storage is away.");
    }

    private static Task<ApiSite> StartAsync() => ApiSite.StartAsync(new App($$"""
        channels: { a: { type: console } }
        routes: []
        {{Sites}}
        {{Configured}}
        api: { callers: { scripts: { key: s3cr3t, functions: [Schedules], sites: [north] } } }
        """));
}
