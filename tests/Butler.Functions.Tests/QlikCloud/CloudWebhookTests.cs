using System.Text;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Webhooks;
using Butler.Functions.Storage;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary><c>POST /api/webhooks/qlik-cloud/{tenant}</c> over HTTP.</summary>
public sealed class CloudWebhookTests
{
    private const string Unauthorized = "401 The tenant is unknown, or the header Qlik-Signature is missing or wrong.";

    /// <summary>The expected value was made by another implementation, Python's hmac.</summary>
    [Fact]
    public void The_signature_is_the_one_of_Qlik_Cloud() =>
        QlikSignature.Sign("{\"a\":1}"u8, CloudSite.Secret).ShouldBe("f0546246da9e2349100c845a8561214788d75d900f3c086a72fcfa03bb1f42ab");

    [Fact]
    public async Task A_signed_event_is_accepted_and_alerted()
    {
        await using var site = await CloudSite.StartAsync();

        (await site.CallAsync(CloudSite.Finished())).ShouldBe("202");
        await site.App.RunVisibleAsync();

        site.Alerts.ShouldBe([CloudSite.Failed]);
        site.App.Terminal.ToString().ShouldContain("Cannot connect");
    }

    [Fact]
    public async Task While_a_secret_is_replaced_both_are_good()
    {
        await using var site = await CloudSite.StartAsync();
        var body = CloudSite.Finished();

        (await site.CallAsync(body, QlikSignature.Sign(Encoding.UTF8.GetBytes(body), CloudSite.NextSecret))).ShouldBe("202");
    }

    [Fact]
    public async Task A_bad_signature_and_an_unknown_tenant_get_the_same_answer_and_nothing_is_queued()
    {
        await using var site = await CloudSite.StartAsync();
        var body = CloudSite.Finished();
        var good = QlikSignature.Sign(Encoding.UTF8.GetBytes(body), CloudSite.Secret);

        (await site.CallAsync(body, signature: "")).ShouldBe(Unauthorized);
        (await site.CallAsync(body, good.ToUpperInvariant())).ShouldBe(Unauthorized);
        (await site.CallAsync(body, good[..^1])).ShouldBe(Unauthorized);
        (await site.CallAsync(body, good + "0")).ShouldBe(Unauthorized);
        (await site.CallAsync(body, "sha256=" + good)).ShouldBe(Unauthorized);
        (await site.CallAsync(body, new string('0', 64))).ShouldBe(Unauthorized);
        (await site.CallAsync(body.Replace("FAILED", "FAILEd", StringComparison.Ordinal), good)).ShouldBe(Unauthorized);
        (await site.CallAsync(body, good, tenant: "other")).ShouldBe(Unauthorized);
        (await site.CallAsync(body, good, tenant: "nobody")).ShouldBe(Unauthorized);

        site.App.Bus.Waiting(QueueNames.Events).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "400 The body is not what was expected:")]
    [InlineData("[]", "400 The body is not what was expected: The body is not an event: it is not a JSON object.")]
    [InlineData("{\"data\":{}}", "400 The body is not what was expected: The event has no type.")]
    [InlineData("<html>", "400 The body is not what was expected:")]
    public async Task What_is_no_event_is_said_to_be_none(string body, string expected)
    {
        await using var site = await CloudSite.StartAsync();

        (await site.CallAsync(body)).ShouldStartWith(expected);
    }

    [Fact]
    public async Task A_body_above_a_megabyte_is_too_large()
    {
        await using var site = await CloudSite.StartAsync();

        (await site.CallAsync("{\"type\":\"x\",\"data\":\"" + new string('x', 1_048_540) + "\"}")).ShouldBe("202");
        (await site.CallAsync("{\"type\":\"x\",\"data\":\"" + new string('x', 1_048_600) + "\"}"))
            .ShouldBe("413 The body is larger than 1048576 bytes.");
    }

    [Fact]
    public async Task The_same_delivery_ten_times_in_parallel_is_one_alert()
    {
        await using var site = await CloudSite.StartAsync();

        (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.CallAsync(CloudSite.Finished())))).Distinct().ShouldBe(["202"]);
        await site.App.RunVisibleAsync();

        site.Alerts.ShouldBe([CloudSite.Failed]);
    }

    [Fact]
    public async Task Without_the_queue_the_answer_is_503_so_that_Qlik_Cloud_can_send_again()
    {
        await using var site = await CloudSite.StartAsync();
        site.App.Bus.Away = true;
        (await site.CallAsync(CloudSite.Finished())).ShouldStartWith("503 ");

        site.App.Bus.Away = false;
        (await site.CallAsync(CloudSite.Finished())).ShouldBe("202");
        await site.App.RunVisibleAsync();
        site.Alerts.ShouldBe([CloudSite.Failed]);
    }

    [Fact]
    public async Task An_event_of_another_kind_is_recorded_and_can_be_routed()
    {
        await using var site = await CloudSite.StartAsync();

        (await site.CallAsync("""{ "id": "x1", "type": "com.qlik.app.published", "time": "2031-03-14T04:12:00Z", "data": { "a": 1 } }"""))
            .ShouldBe("202");
        await site.App.RunVisibleAsync();

        site.App.Tables.Rows(TableNames.Events).Select(row => (row.RowKey, row.Text("Type"), row.Text("State")))
            .ShouldBe([("acme:event:x1", "cloud.event", "done")]);
        site.Alerts.ShouldBe(["Qlik Cloud event"]);
    }

    /// <summary>A signature has no time: whoever has seen a call can send it again.</summary>
    [Fact]
    public async Task A_replay_is_no_news()
    {
        await using var site = await CloudSite.StartAsync();
        await site.CallAsync(CloudSite.Finished());
        await site.App.RunVisibleAsync();
        site.App.Time.Advance(TimeSpan.FromDays(2));

        (await site.CallAsync(CloudSite.Finished())).ShouldBe("202");
        (await site.CallAsync(CloudSite.Finished(reload: "another"))).ShouldBe("202");
        await site.App.RunVisibleAsync();

        site.Alerts.ShouldBe([CloudSite.Failed]);
        site.App.Tables.Rows(TableNames.Events).Select(row => row.RowKey).Where(id => id.Contains(":failed:", StringComparison.Ordinal))
            .Order().ShouldBe(["acme:failed:65f1b0aa9e", "acme:failed:another"]);
    }

    [Theory]
    [InlineData("SUCCEEDED", "cloud.reload.succeeded acme:succeeded:r")]
    [InlineData("FAILED", "cloud.reload.failed acme:failed:r")]
    [InlineData("EXCEEDED_LIMIT", "cloud.reload.failed acme:failed:r")]
    [InlineData("CANCELED", "cloud.reload.canceled acme:canceled:r")]
    [InlineData("SOMETHING_NEW", "cloud.reload.failed acme:failed:r")]
    public async Task Each_status_has_its_place(string status, string expected)
    {
        await using var site = await CloudSite.StartAsync();
        await site.CallAsync(CloudSite.Finished(status, "r"));

        var sent = CloudEvent.Decode(site.App.Bus.Waiting(QueueNames.Events).ShouldHaveSingleItem().Body.Span);
        $"{sent.Type} {sent.Id}".ShouldBe(expected);
    }

    [Fact]
    public async Task No_secret_and_no_signature_is_logged()
    {
        var logs = new LogCollector();
        await using var site = await CloudSite.StartAsync(logs);
        var body = CloudSite.Finished();
        await site.CallAsync(body, new string('7', 64));
        await site.CallAsync(body);

        logs.Text.ShouldNotContain(CloudSite.Secret);
        logs.Text.ShouldNotContain(new string('7', 64));
    }
}
