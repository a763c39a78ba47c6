using System.Diagnostics;

namespace Butler.Local.Tests.QlikCloud;

/// <summary>Faults of Qlik Cloud, and the list of requests.</summary>
public sealed class QlikCloudFaultTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_rate_limit_is_answered_with_Retry_After_as_often_as_was_asked_for()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.ControlAsync("POST", "faults", """{"path":"/acme/api/v1/apps/*","status":429,"retryAfter":7,"times":2}"""))
            .ShouldBe("204");
        (await bench.GetAsync("users/me")).ShouldStartWith("200 ");
        using var first = await bench.SendAsync("GET", $"acme/api/v1/apps/{QlikCloudBench.App}");
        first.Headers.GetValues("Retry-After").ShouldBe(["7"]);
        (await bench.GetAsync($"apps/{QlikCloudBench.App}")).ShouldBe(
            """429 {"errors":[{"code":"HTTP-429","title":"Too Many Requests","status":429}]}""");
        (await bench.GetAsync($"apps/{QlikCloudBench.App}")).ShouldStartWith("200 ");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_page_of_HTML_comes_until_the_fault_is_cleared()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        (await bench.ControlAsync("POST", "faults", """{"path":"/acme/*","body":"html","status":503}""")).ShouldBe("204");
        (await bench.GetAsync("users/me")).ShouldStartWith("503 <!DOCTYPE html>");
        (await bench.CallAsync("POST", "oauth/token", "{}")).ShouldStartWith("503 <!DOCTYPE html>");
        (await bench.ControlAsync("DELETE", "faults")).ShouldBe("204");
        (await bench.GetAsync("users/me")).ShouldStartWith("200 ");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_request_may_get_no_answer_or_a_broken_connection()
    {
        var bench = await QlikCloudBench.StartAsync();
        bench.Simulator.Faults.Add(new Local.Faults.Fault { Path = "*", Silent = true, Times = 1 });
        bench.Simulator.Faults.Add(new Local.Faults.Fault { Path = "*", Cut = true, Times = 1 });
        var waiting = bench.GetAsync("users/me");
        await Eventually.TrueAsync(() => bench.Simulator.Faults.All.Count == 1, "the first request has met its fault");
        waiting.IsCompleted.ShouldBeFalse();
        await Should.ThrowAsync<HttpRequestException>(() => bench.GetAsync("users/me"));
        (await bench.GetAsync("users/me")).ShouldStartWith("200 ");

        var clock = Stopwatch.StartNew();
        await bench.DisposeAsync();

        // The simulator breaks the connection, or the client has gone before.
        var fault = await Should.ThrowAsync<Exception>(() => waiting);
        (fault is HttpRequestException or TaskCanceledException).ShouldBeTrue(fault.ToString());
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact(Timeout = 20_000)]
    public async Task Requests_are_listed_with_their_query_in_their_order()
    {
        await using var bench = await QlikCloudBench.StartAsync();
        await bench.GetAsync("reloads?limit=1&appId=x");
        await bench.CallAsync("POST", "api/v1/reloads", "{}");
        (await bench.ControlAsync("GET", "requests")).ShouldBe(
            """200 ["GET /acme/api/v1/reloads?limit=1&appId=x","POST /acme/api/v1/reloads"]""");
        (await bench.ControlAsync("DELETE", "requests")).ShouldBe("204");
        (await bench.ControlAsync("GET", "requests")).ShouldBe("200 []");
    }
}
