using Butler.Local.QlikCloud.Tenants;

namespace Butler.Cli.Tests.Cloud;

/// <summary>The call of the app after the setup, and what Qlik Cloud's own calls came to.</summary>
public sealed class CloudTrialTests
{
    private const int Limit = 30_000;

    private const string OtherSecret = "it has another secret for this tenant, or no tenant of this name; deploy its configuration and the "
        + "setting with the secret";

    [Theory(Timeout = Limit)]
    [InlineData(401, OtherSecret)]
    [InlineData(404, "the address is wrong, or the app's version is an older one")]
    [InlineData(403, "something before it refuses: access restrictions, or authentication of the platform")]
    [InlineData(302, "something before it redirects, which Qlik Cloud does not follow")]
    [InlineData(503, "its queue or its configuration is away; the app's log says why")]
    [InlineData(500, "it failed; the app's log says why")]
    [InlineData(200, "something else answers at this address")]
    public async Task A_call_that_is_not_accepted_is_told_with_what_to_do(int status, string advice)
    {
        await using var bench = await CloudBench.StartAsync();
        bench.App.Answer = _ => status;
        var (code, output, error) = await bench.SetupAsync();
        (code, error).ShouldBe((1, $"butler cloud setup: the app answered {status}: {advice}\n"));
        output.ShouldEndWith("Next: make the app accept the call, then run this again.\n");
        bench.Acme.Webhooks.All.Count.ShouldBe(1);
    }

    [Fact(Timeout = Limit)]
    public async Task An_app_that_does_not_answer_is_told()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.App.Dispose();
        var (code, _, error) = await bench.SetupAsync();
        code.ShouldBe(1);
        error.ShouldStartWith("butler cloud setup: the app did not answer (");
        error.ShouldEndWith("): it is not running, or its address is wrong\n");
    }

    [Fact(Timeout = Limit)]
    public async Task The_app_is_not_called_when_no_test_is_asked_for()
    {
        await using var bench = await CloudBench.StartAsync();
        (await bench.SetupAsync("--no-test")).Code.ShouldBe(0);
        bench.App.Requests.ShouldBeEmpty();
    }

    [Theory(Timeout = Limit)]
    [InlineData(202, 202, "Qlik Cloud's last 2 calls were accepted.")]
    [InlineData(202, 401, "Qlik Cloud's last calls: 1 of 2 failed. The app answered 401 at 2031-03-14T04:13:00.000Z: "
        + OtherSecret + ".")]
    [InlineData(0, 202, "Qlik Cloud's last calls: 1 of 2 failed. The app did not answer at 2031-03-14T04:12:00.000Z: it is not running, or "
        + "its address is wrong.")]
    public async Task What_Qlik_Cloud_delivered_is_summarized(int first, int second, string expected)
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Add();
        Deliver(bench, "04:12", first);
        Deliver(bench, "04:13", second);
        (await bench.SetupAsync()).Output.Split('\n')[^3].ShouldBe(expected);
    }

    [Fact(Timeout = Limit)]
    public async Task Deliveries_that_cannot_be_read_do_not_undo_the_setup()
    {
        await using var bench = await CloudBench.StartAsync();
        bench.Add();
        bench.Cloud.Faults.Add(new() { Path = "/acme/api/v1/webhooks/w1/deliveries", Status = 400 });
        var (code, output, _) = await bench.SetupAsync();
        code.ShouldBe(0);
        output.ShouldContain("\nNote: What Qlik Cloud delivered is not known: Qlik Cloud tenant acme: GET "
            + "acme/api/v1/webhooks/w1/deliveries answered 400: HTTP-400 Bad Request.\n");
    }

    private static void Deliver(CloudBench bench, string time, int status) => bench.Acme.Deliveries.Put(new WebhookDelivery
    {
        Id = time,
        WebhookId = "w1",
        EventType = CloudBench.Finished,
        Url = bench.Webhook,
        Headers = new Dictionary<string, string>(),
        Body = "{}",
        Triggered = DateTimeOffset.Parse($"2031-03-14T{time}:00Z", System.Globalization.CultureInfo.InvariantCulture),
        Status = status,
    });
}
