using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Preview.Samples;

/// <summary>The data of sample events of Qlik Cloud.</summary>
internal static class CloudSamples
{
    /// <summary>The data of a type that begins with <c>cloud.</c>.</summary>
    public static JsonElement Of(string type, DateTimeOffset now) => type.Split('.') switch
    {
        [_, "reload", var outcome] => Reload(outcome, now),
        _ => CloudOtherSamples.Of(type, now),
    };

    private static JsonElement Reload(string outcome, DateTimeOffset now)
    {
        var failed = outcome == "failed";
        return SampleEvents.Json(new JsonObject
        {
            ["tenantId"] = "kD0rX4aLmQ2v",
            ["tenantUrl"] = "https://fabrikam.eu.qlikcloud.com",
            ["tenantComment"] = "Fabrikam",
            ["spaceId"] = "6512f0aa91c3",
            ["spaceName"] = "Finance",
            ["userId"] = "64f0c7d1a1b2",
            ["userName"] = "Ulla Berg",
            ["appId"] = "6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1",
            ["appName"] = "Margin Cockpit",
            ["appDescription"] = "Margins by product and region",
            ["appHasSectionAccess"] = true,
            ["appIsPublished"] = true,
            ["appPublishTime"] = TimeFields.Utc(now.AddDays(-200)),
            ["appThumbnail"] = "",
            ["appFileSize"] = 48_722_114,
            ["appTags"] = new JsonArray("margin"),
            ["appOwnerName"] = "Ulla Berg",
            ["appOwnerUserId"] = "64f0c7d1a1b2",
            ["appOwnerEmail"] = "ulla.berg@example.com",
            ["appOwnerPicture"] = "https://fabrikam.eu.qlikcloud.com/pictures/uberg",
            ["source"] = "com.qlik/reloads",
            ["eventType"] = "com.qlik.v1.reload.finished",
            ["eventTypeVersion"] = "1.0.0",
            ["reloadId"] = "66a1f0c4b9d2e3f4a5b6c7d8",
            ["reloadTrigger"] = "chronos",
            ["status"] = outcome.ToUpperInvariant(),
            ["errorCode"] = failed ? "EngineConnectorError" : null,
            ["errorMessage"] = failed ? "Cannot connect to the data source" : null,
            ["logMessage"] = failed ? "Error: connector not reachable" : $"Reload {outcome}",
            ["errors"] = failed ? new JsonArray("Cannot connect to the data source") : new JsonArray(),
            ["warnings"] = new JsonArray(),
            ["statements"] = new JsonArray(),
            ["creationTime"] = TimeFields.Utc(now.AddMinutes(-25)),
            ["startTime"] = TimeFields.Utc(now.AddMinutes(-24)),
            ["endTime"] = TimeFields.Utc(now),
            ["durationSeconds"] = 1443,
            ["peakMemoryBytes"] = 512_331_776,
            ["sizeMemoryBytes"] = 48_722_114,
            ["rowLimit"] = -1,
            ["usage"] = "ANALYTICS",
            ["usageDuration"] = 1_443_512,
            ["endedWithMemoryConstraint"] = false,
            ["isDirectQueryMode"] = false,
            ["isPartialReload"] = false,
            ["isSessionApp"] = false,
            ["isSkipStore"] = false,
            ["scriptLog"] = new JsonObject
            {
                ["head"] = new JsonArray("Reload started", "0001  SET ThousandSep=',';"),
                ["tail"] = failed
                    ? new JsonArray("0042  LIB CONNECT TO 'Sales';", "Error: connector not reachable")
                    : new JsonArray($"Reload {outcome}"),
                ["lines"] = 44,
                ["characters"] = 2_114,
            },
            ["errorLines"] = failed ? new JsonArray("Error: connector not reachable") : null,
            ["scriptLogUrl"] = failed
                ? "https://butler.example.com/api/script-logs/fabrikam/2031-03-14/66a1f0c4b9d2e3f4a5b6c7d8"
                    + "?expires=1931829127&signature=0a1b2c"
                : null,
            ["enrichment"] = new JsonObject { ["missing"] = new JsonArray() },
        });
    }
}
