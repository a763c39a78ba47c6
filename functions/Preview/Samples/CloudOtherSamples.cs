using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Preview.Samples;

/// <summary>The data of sample events of Qlik Cloud that are not about reloads.</summary>
internal static class CloudOtherSamples
{
    private const string TenantUrl = "https://fabrikam.eu.qlikcloud.com";

    public static JsonElement Of(string type, DateTimeOffset now) => SampleEvents.Json(type switch
    {
        EventTypes.CloudKeyExpiring => Expiring(now),
        EventTypes.CloudKeyFailed => With(Common("com.qlik/api-keys", "com.qlik.v1.api-key.validation.failed"), new JsonObject
        {
            ["keyId"] = "1fc531f9-1964-46d6-9267-256e707fac45",
            ["reason"] = "The API key has expired",
            ["errorCode"] = "APIKEYS-18",
            ["subjectType"] = "externalClient",
        }),
        "cloud.app.updated" => With(Common("com.qlik/engine", "com.qlik.app.data.updated"), new JsonObject
        {
            ["appId"] = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
            ["appName"] = "Margin Cockpit",
        }),
        "cloud.event" => With(Common("com.qlik/engine", "com.qlik.app.published"), new JsonObject
        {
            ["resourceId"] = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
            ["details"] = """{"name":"Margin Cockpit"}""",
        }),
        _ => With(Common("com.qlik/automations", "com.qlik.v1.automation.run.ended"), Automation(type.Split('.')[^1], now)),
    });

    private static JsonObject Common(string source, string eventType) => new()
    {
        ["tenantId"] = "kD0rX4aLmQ2v",
        ["tenantUrl"] = TenantUrl,
        ["tenantComment"] = "Fabrikam",
        ["spaceId"] = "6512f0aa91c3",
        ["userId"] = "64f0c7d1a1b2",
        ["appOwnerUserId"] = "64f0c7d1a1b2",
        ["source"] = source,
        ["eventType"] = eventType,
        ["eventTypeVersion"] = "1.0.0",
    };

    private static JsonObject Automation(string outcome, DateTimeOffset now) => new()
    {
        ["automationId"] = "0f3a2b60-9b0b-11ec-b199-8323e1031c3e",
        ["automationName"] = "Refresh the price lists",
        ["runId"] = "d452d100-9b0b-11ec-b199-8323e1031c3e",
        ["runTitle"] = "",
        ["status"] = outcome == "succeeded" ? "finished" : outcome,
        ["context"] = "webhook",
        ["startTime"] = TimeFields.Utc(now.AddMinutes(-2)),
        ["endTime"] = TimeFields.Utc(now),
        ["durationSeconds"] = 120,
        ["spaceName"] = "Finance",
        ["userName"] = "Ulla Berg",
        ["appOwnerName"] = "Ulla Berg",
        ["appOwnerEmail"] = "ulla.berg@example.com",
        ["appOwnerPicture"] = TenantUrl + "/pictures/uberg",
        ["enrichment"] = new JsonObject { ["missing"] = new JsonArray() },
    };

    private static JsonObject Expiring(DateTimeOffset now) => new()
    {
        ["tenantUrl"] = TenantUrl,
        ["tenantComment"] = "Fabrikam",
        ["keyId"] = "1fc531f9-1964-46d6-9267-256e707fac45",
        ["keyName"] = "Nightly exports",
        ["userId"] = "64f0c7d1a1b2",
        ["expires"] = TimeFields.Utc(now.AddDays(6.5)),
        ["daysLeft"] = 6,
        ["thresholdDays"] = 7,
    };

    private static JsonObject With(JsonObject data, JsonObject more)
    {
        foreach (var (name, value) in more.ToList())
        {
            more.Remove(name);
            data[name] = value;
        }

        return data;
    }
}
