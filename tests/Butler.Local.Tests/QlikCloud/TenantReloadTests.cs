using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>Reloads: started, cancelled, listed, with their script logs.</summary>
public sealed class TenantReloadTests
{
    [Theory(Timeout = 20_000)]
    [InlineData(null, "SUCCEEDED", "")]
    [InlineData("FAILED", "FAILED", ""","errorCode":"EngineReloadFailed","errorMessage":"Table 'Budget_2031' not found" """)]
    public async Task A_started_reload_is_queued_runs_and_ends(string? endsIn, string status, string error)
    {
        await using var bench = await QlikCloudBench.StartAsync();
        if (endsIn is not null)
        {
            (await bench.ControlAsync("PUT", $"tenants/acme/apps/{QlikCloudBench.App}", $$"""{"endsIn":"{{endsIn}}"}""")).ShouldBe("204");
        }

        var started = await bench.JsonAsync("POST", "api/v1/reloads", $$"""{"appId":"{{QlikCloudBench.App}}","partial":true}""", 201);
        var id = (string)started["id"]!;
        started.ToJsonString().ShouldBe(Expected(bench, id, "QUEUED", ""));
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => bench.Acme.Reloads.Find(id)!.Status == "RELOADING", "it runs");
        (await bench.GetAsync($"reloads/{id}")).ShouldBe(
            $"200 {Expected(bench, id, "RELOADING", ""","startTime":"2031-03-14T04:12:08.000Z" """.Trim())}");

        await MoveAsync(bench, id, status);
        var ended = bench.Acme.Reloads.Find(id)!.Ended!.Value;
        (await bench.JsonAsync("GET", "api/v1/reloads?limit=1"))["data"]![0]!.ToJsonString(TenantJson.Options).ShouldBe(Expected(
            bench, id, status, $",\"startTime\":\"2031-03-14T04:12:08.000Z\",\"endTime\":\"{TenantTime.Text(ended)}\"{error.Trim()}"));
        (bench.Acme.Apps.Find(QlikCloudBench.App)!.LastReload == ended).ShouldBe(status == "SUCCEEDED");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_running_reload_can_be_cancelled_once_it_is_canceling_and_an_ended_one_cannot()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var started = await bench.JsonAsync("POST", "api/v1/reloads", $$"""{"appId":"{{QlikCloudBench.App}}"}""", 201);
        var id = (string)started["id"]!;
        (await bench.CallAsync("POST", $"api/v1/reloads/{id}/actions/cancel")).ShouldBe("202");
        bench.Acme.Reloads.Find(id)!.Status.ShouldBe("CANCELING");

        await MoveAsync(bench, id, "CANCELED");
        (await bench.CallAsync("POST", $"api/v1/reloads/{id}/actions/cancel")).ShouldBe(
            $$"""409 {"errors":[{"code":"HTTP-409","title":"Conflict","status":409,"detail":"The reload {{id}} has ended."}]}""");
        (await bench.GetAsync($"apps/{QlikCloudBench.App}/reloads/logs/{id}")).ShouldContain("Execution aborted by user.");
    }

    [Fact(Timeout = 20_000)]
    public async Task Reloads_are_listed_newest_first_in_pages_by_app_and_by_filter()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            ids.Insert(0, await bench.EndAsync($$"""{"status":"{{(i % 2 == 0 ? "FAILED" : "EXCEEDED_LIMIT")}}"}"""));
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var byApp = $"reloads?appId={QlikCloudBench.App}";
        var first = await bench.JsonAsync("GET", $"api/v1/{byApp}");
        Ids(first).ShouldBe(ids[..10]);
        var second = await bench.JsonAsync("GET", ((string)first["links"]!["next"]!["href"]!)["http://cloud/acme/".Length..]);
        Ids(second).ShouldBe([.. ids[10..], TenantIds.Short("acme/reload/Margin Cockpit")]);
        second["links"]!.ToJsonString(TenantJson.Options).ShouldBe(
            $$$"""{"self":{"href":"{{{first["links"]!["next"]!["href"]}}}"}}""");

        Ids(await bench.JsonAsync("GET", "api/v1/reloads?limit=100")).Count.ShouldBe(15);
        Ids(await bench.JsonAsync("GET", $"api/v1/{byApp}&limit=100&filter={Uri.EscapeDataString("status eq \"FAILED\"")}"))
            .ShouldBe(ids.Where((_, i) => i % 2 == 1));
        Ids(await bench.JsonAsync("GET", "api/v1/reloads?limit=100&filter="
            + Uri.EscapeDataString("(status eq \"FAILED\" or status eq \"EXCEEDED_LIMIT\") and type ne \"hub\" and partial eq false")))
            .ShouldBe(ids);
    }

    [Fact(Timeout = 20_000)]
    public async Task The_script_logs_of_an_app_are_listed_and_read_as_text()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var id = await bench.EndAsync("""{"scriptLog":"line 1\r\nReload of Försäljning failed"}""");
        var past = TenantIds.Short("acme/reload/Margin Cockpit");
        var logs = $"http://cloud/acme/api/v1/apps/{QlikCloudBench.App}/reloads/logs";
        (await bench.GetAsync($"apps/{QlikCloudBench.App}/reloads/logs")).ShouldBe(
            $$$$"""
            200 {"data":[{"reloadId":"{{{{id}}}}","success":false,"duration":12000,"endTime":"2031-03-14T04:12:07.000Z",
            "links":{"log":{"href":"{{{{logs}}}}/{{{{id}}}}"}}},
            {"reloadId":"{{{{past}}}}","success":true,"duration":42000,"endTime":"2031-03-13T02:12:07.000Z",
            "links":{"log":{"href":"{{{{logs}}}}/{{{{past}}}}"}}}]}
            """.ReplaceLineEndings(""));

        using var response = await bench.SendAsync("GET", $"acme/api/v1/apps/{QlikCloudBench.App}/reloads/logs/{id}");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=UTF-8");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldBe("line 1\r\nReload of Försäljning failed");
        (await bench.JsonAsync("GET", $"api/v1/reloads/{id}"))["log"]!.ToString().ShouldBe("line 1\r\nReload of Försäljning failed");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("GET", "reloads?limit=0", null, 400, "limit must be a number from 1 to 100, not '0'.")]
    [InlineData("GET", "reloads?limit=101", null, 400, "limit must be a number from 1 to 100, not '101'.")]
    [InlineData("GET", "reloads?next=ff", null, 400, "next is not the cursor of a page.")]
    [InlineData(
        "GET", "reloads?filter=colour eq 1", null, 400,
        "The filter is not valid: there is no attribute 'colour'; there are status, type, partial.")]
    [InlineData("GET", "reloads?filter=status gt 1", null, 400, "The filter is not valid: there is no operator 'gt'; there are eq and ne.")]
    [InlineData("GET", "reloads?filter=(status eq 1", null, 400, "The filter is not valid: a parenthesis is not closed.")]
    [InlineData("GET", "reloads?filter=status eq", null, 400, "The filter is not valid: it ends too early.")]
    [InlineData("GET", "reloads?filter=status eq 1 1", null, 400, "The filter is not valid: '1' was not expected.")]
    [InlineData("GET", "reloads/unknown", null, 404, "The reload unknown was not found.")]
    [InlineData("POST", "reloads", "{}", 400, "appId is missing.")]
    [InlineData("POST", "reloads", "[]", 400, "The body must be a JSON object.")]
    [InlineData("POST", "reloads", """{"appId":"unknown"}""", 404, "The app unknown was not found.")]
    [InlineData("POST", "reloads/unknown/actions/cancel", null, 404, "The reload unknown was not found.")]
    public async Task A_bad_request_is_refused_in_Qliks_form(string method, string path, string? body, int status, string detail)
    {
        await using var bench = await QlikCloudBench.StartAsync();
        var title = status == 400 ? "Bad Request" : "Not Found";
        (await bench.CallAsync(method, $"api/v1/{path}", body)).ShouldBe(
            $$"""{{status}} {"errors":[{"code":"HTTP-{{status}}","title":"{{title}}","status":{{status}},"detail":"{{detail}}"}]}""");
    }

    [Fact(Timeout = 20_000)]
    public async Task Running_reloads_do_not_keep_the_simulator_from_stopping()
    {
        var bench = await QlikCloudBench.StartAsync();
        var started = await bench.JsonAsync("POST", "api/v1/reloads", $$"""{"appId":"{{QlikCloudBench.App}}"}""", 201);
        await bench.DisposeAsync();
        bench.Acme.Reloads.Find((string)started["id"]!)!.Status.ShouldBe("QUEUED");
    }

    private static List<string> Ids(JsonNode page) => [.. page["data"]!.AsArray().Select(reload => (string)reload!["id"]!)];

    private static async Task MoveAsync(QlikCloudBench bench, string id, string status) => await Eventually.TrueAsync(
        () =>
        {
            bench.Time.Advance(bench.Acme.Reloads.Find(id)!.Ended is null ? TimeSpan.FromSeconds(2) : TimeSpan.Zero);
            return bench.Acme.Reloads.Find(id)!.Status == status;
        },
        $"it is {status}");

    private static string Expected(QlikCloudBench bench, string id, string status, string more) =>
        $$$$"""
        {"id":"{{{{id}}}}","appId":"{{{{QlikCloudBench.App}}}}","tenantId":"{{{{bench.Acme.Id}}}}",
        "userId":"{{{{bench.Acme.Users.All[0].Id}}}}","type":"external","status":"{{{{status}}}}","partial":true,
        "creationTime":"2031-03-14T04:12:07.000Z"{{{{more}}}},
        "links":{"self":{"href":"http://cloud/acme/api/v1/reloads/{{{{id}}}}"}}}
        """.ReplaceLineEndings("");
}
