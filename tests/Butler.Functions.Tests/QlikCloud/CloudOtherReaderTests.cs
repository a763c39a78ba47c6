using System.Text;
using Butler.Core.Events;
using Butler.Functions.Configuration;
using Butler.Functions.QlikCloud;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary>Events that are not about reloads.</summary>
public sealed class CloudOtherReaderTests
{
    private static readonly DateTimeOffset Now = new(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("failed", "cloud.automation.failed")]
    [InlineData("exceeded limit", "cloud.automation.failed")]
    [InlineData("Finished", "cloud.automation.succeeded")]
    [InlineData("finished with warnings", "cloud.automation.succeeded")]
    [InlineData("stopped", "cloud.automation.stopped")]
    [InlineData("must stop", "cloud.automation.stopped")]
    [InlineData("a status of tomorrow", "cloud.automation.failed")]
    public void An_automation_that_ended(string status, string type)
    {
        var read = Read($$"""
            { "id": "e1", "time": "2031-03-14T04:12:00Z", "type": "com.qlik.v1.automation.run.ended", "source": "com.qlik/automations",
              "specversion": "1.0.2", "tenantid": "t", "userid": "u", "ownerid": "o", "spaceid": "s", "toplevelresourceid": "a1",
              "data": { "id": "r1", "title": "", "status": "{{status}}", "context": "webhook", "startTime": "2031-03-14T04:10:00.000000Z",
                "stopTime": "2031-03-14T04:11:30Z", "testRun": false } }
            """);
        (read.Id, read.Type, read.Subject, read.Time).ShouldBe(
            ("acme:event:e1", type, "automation/a1", new DateTimeOffset(2031, 3, 14, 4, 11, 30, TimeSpan.Zero)));
        read.Data!.Value.GetRawText().ShouldBe(
            """
            {"tenantId":"t","tenantUrl":"https://acme.eu.qlikcloud.com","tenantComment":null,"spaceId":"s","userId":"u","appOwnerUserId":"o",
            "source":"com.qlik/automations","eventType":"com.qlik.v1.automation.run.ended","eventTypeVersion":null,"automationId":"a1",
            "runId":"r1","runTitle":null,"status":"STATUS","context":"webhook","startTime":"2031-03-14T04:10:00.000000Z",
            "endTime":"2031-03-14T04:11:30Z","durationSeconds":90}
            """.Replace("\n", "", StringComparison.Ordinal).Replace("STATUS", status.ToLowerInvariant(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("testRun")]
    [InlineData("isTestRun")]
    public void A_test_run_in_the_editor_is_recorded_only(string name) => Read($$"""
        { "id": "e1", "type": "com.qlik.v1.automation.run.ended", "toplevelresourceid": "a1", "data": { "status": "failed", "{{name}}": true } }
        """).Type.ShouldBe("cloud.event");

    [Theory]
    [InlineData("com.qlik.app.data.updated")]
    [InlineData("com.qlik.v1.app.data.updated")]
    public void The_data_of_an_app_were_updated(string type)
    {
        var read = Read($$"""{ "id": "e1", "type": "{{type}}", "toplevelresourceid": "a1", "data": { "name": "Margin" } }""");
        (read.Type, read.Subject, CloudEventReader.Field(read, "appName")).ShouldBe(("cloud.app.updated", "app/a1", "Margin"));
    }

    [Theory]
    [InlineData("com.qlik.core.api-key.validation.failed")]
    [InlineData("com.qlik.v1.api-key.validation.failed")]
    public void An_API_key_was_refused(string type)
    {
        var read = Read($$"""
            { "id": "e1", "type": "{{type}}", "data": { "id": "i", "jti": "k1", "subType": "externalClient", "code": "APIKEYS-18",
              "description": "The api key is either expired or revoked" } }
            """);
        (read.Type, read.Subject, CloudEventReader.Field(read, "reason"), CloudEventReader.Field(read, "errorCode")).ShouldBe(
            ("cloud.apikey.failed", "apikey/k1", "The api key is either expired or revoked", "APIKEYS-18"));
    }

    private static CloudEvent Read(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return CloudEventReader.Read(
            QlikEvent.Read(bytes), bytes, new TenantOptions { Name = "acme", Url = new Uri("https://acme.eu.qlikcloud.com/"), Secrets = ["x"] }, Now);
    }
}
