using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Functions.Configuration;
using Butler.Functions.QlikCloud;

namespace Butler.Functions.Tests.QlikCloud;

/// <summary>The three shapes of Qlik Cloud's events become ours.</summary>
public sealed class CloudEventReaderTests
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly DateTimeOffset Now = new(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);

    [Fact]
    public void The_end_of_a_reload() => Read(CloudSite.Finished()).ShouldBe("""
        {
          "specversion": "1.0",
          "id": "acme:failed:65f1b0aa9e",
          "source": "/cloud/acme",
          "type": "cloud.reload.failed",
          "subject": "app/6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
          "time": "2031-03-14T04:12:00+00:00",
          "datacontenttype": "application/json",
          "schema": 1,
          "receivedtime": "2031-03-14T04:12:07+00:00",
          "data": {
            "tenantId": "tn-55ab",
            "tenantUrl": "https://acme.eu.qlikcloud.com",
            "tenantComment": "Acme",
            "spaceId": "s-12",
            "userId": "u-901",
            "appOwnerUserId": "u-778",
            "source": "com.qlik/reloads",
            "eventType": "com.qlik.v1.reload.finished",
            "eventTypeVersion": "1.0.0",
            "appId": "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
            "reloadId": "65f1b0aa9e",
            "reloadTrigger": "chronos",
            "status": "FAILED",
            "errorCode": "EngineConnectorError",
            "errorMessage": "Cannot connect",
            "creationTime": "2031-03-14T04:11:00Z",
            "startTime": "2031-03-14T04:11:30Z",
            "endTime": "2031-03-14T04:12:00Z",
            "durationSeconds": 30,
            "isPartialReload": false
          }
        }
        """);

    [Fact]
    public void An_attempt_of_the_engine_in_the_older_form() => Data(CloudSite.Attempt()).ShouldBe("""
        {
          "tenantId": "tn-55ab",
          "tenantUrl": "https://acme.eu.qlikcloud.com",
          "tenantComment": "Acme",
          "spaceId": "s-12",
          "userId": "u-901",
          "appOwnerUserId": "u-778",
          "source": "com.qlik/engine",
          "eventType": "com.qlik.v1.app.reload.finished",
          "eventTypeVersion": "1.0.0",
          "appId": "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
          "appName": "Margin Cockpit",
          "reloadId": "65f1b0aa9e",
          "status": "error",
          "errors": [
            "Table not found",
            "{ \"code\": 7 }"
          ],
          "warnings": [],
          "errorMessage": "Table not found",
          "endTime": "2031-03-14T04:11:59Z",
          "durationSeconds": 29.5,
          "peakMemoryBytes": null,
          "rowLimit": -1,
          "usage": null,
          "endedWithMemoryConstraint": null,
          "isDirectQueryMode": null,
          "isPartialReload": false,
          "isSessionApp": null,
          "isSkipStore": null
        }
        """);

    /// <summary>Events in the time of change carry both; where they differ, the newer form is right.</summary>
    [Fact]
    public void Of_both_forms_in_one_event_the_newer_wins()
    {
        var both = JsonNode.Parse(CloudSite.Finished())!.AsObject();
        both["eventType"] = "com.qlik.v1.app.reload.finished";
        both["eventTime"] = "2020-01-01T00:00:00Z";
        both["eventId"] = "old";
        both["extensions"] = new JsonObject { ["tenantId"] = "old", ["userId"] = "old", ["spaceId"] = "old", ["ownerId"] = "old" };

        Read(both.ToJsonString()).ShouldBe(Read(CloudSite.Finished()));
    }

    [Theory]
    [InlineData("""{"type":"com.qlik.v1.reload.finished","data":{"status":"FAILED"}}""", "cloud.event")]
    [InlineData("""{"type":"com.qlik.v1.reload.finished"}""", "cloud.event")]
    [InlineData("""{"type":"com.qlik.v1.app.reload.finished","data":[1]}""", "cloud.event")]
    [InlineData("""{"type":"x","id":7,"time":"soon","data":null,"extensions":"no"}""", "cloud.event")]
    public void What_lacks_its_parts_is_kept_as_another_event(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var read = CloudEventReader.Read(QlikEvent.Read(bytes), bytes, Tenant, Now);

        (read.Type, read.Time).ShouldBe((expected, Now));
    }

    /// <summary>An event that the queue refuses would be refused again each time that Qlik Cloud sends it.</summary>
    [Theory]
    [InlineData("com.qlik.v1.reload.finished")]
    [InlineData("com.qlik.v1.app.reload.finished")]
    [InlineData("com.qlik.app.deleted")]
    public void Whatever_is_sent_fits_into_the_queue(string type)
    {
        var huge = new string('\u0001', 20_000);
        string[] names = ["appId", "status", "type", "errorCode", "errorMessage", "name", "usage", "endTime", "startTime", "creationTime"];
        var data = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)huge)))
        {
            ["id"] = "r",
            ["reloadId"] = "r",
            ["errors"] = new JsonArray([.. Enumerable.Repeat(huge, 20).Select(text => (JsonNode?)text)]),
            ["warnings"] = new JsonArray([.. Enumerable.Repeat(huge, 20).Select(text => (JsonNode?)text)]),
        };
        var body = new JsonObject { ["type"] = type, ["data"] = data, ["id"] = huge, ["source"] = huge, ["spaceid"] = huge, ["userid"] = huge };
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());

        CloudEventReader.Read(QlikEvent.Read(bytes), bytes, Tenant, Now).Encode().Length.ShouldBeLessThanOrEqualTo(CloudEvent.MaxEncodedBytes);
    }

    [Theory]
    [InlineData("2031-03-14T04:12:00Z", "2031-03-14T04:12:07Z", null)]
    [InlineData("2031-03-10T04:12:00Z", "2031-03-10T04:12:00Z", null)]
    [InlineData("2031-03-14T05:12:00Z", "2031-03-14T04:12:07Z", true)]
    public void Old_events_are_old_whenever_they_come_and_those_of_the_future_are_of_now(string ended, string received, bool? skewed)
    {
        var bytes = Encoding.UTF8.GetBytes(CloudSite.Finished(ended: ended));
        var read = CloudEventReader.Read(QlikEvent.Read(bytes), bytes, Tenant, Now);

        (read.ReceivedTime, read.Skewed).ShouldBe((QlikEvent.Instant(received), skewed));
    }

    private static TenantOptions Tenant => new()
    {
        Name = "acme",
        Url = new Uri("https://acme.eu.qlikcloud.com/"),
        Secrets = [CloudSite.Secret],
        Comment = "Acme",
    };

    private static string Data(string body) => JsonNode.Parse(Read(body))!["data"]!.ToJsonString(Plain).ReplaceLineEndings("\n");

    private static string Read(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return JsonNode.Parse(CloudEventReader.Read(QlikEvent.Read(bytes), bytes, Tenant, Now).Encode())!.ToJsonString(Plain)
            .ReplaceLineEndings("\n");
    }
}
