using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.Text;

namespace Butler.Functions.QlikCloud;

/// <summary>
/// Reads the events that are not about reloads (https://qlik.dev/apis/event): runs of automations, updated apps, refused API keys.
/// Everything else is <c>cloud.event</c>, so that nothing that a tenant sends is lost.
/// </summary>
internal static class CloudOtherReader
{
    /// <summary>The type for everything that has none of its own.</summary>
    public const string OtherType = "cloud.event";

    private const int MaxDetails = CloudEvent.MaxEncodedBytes / 10;
    private const int MaxReason = 1_000;

    /// <summary>Fills the data, and gives our type and the event's identity.</summary>
    public static (string Type, string Identity) Read(QlikEvent from, JsonObject data, ReadOnlySpan<byte> body)
    {
        var identity = from.Id is { Length: < QlikEvent.MaxText } id ? $"event:{id}" : EventIdentity.ForDatagram("event", body);
        return from.Type switch
        {
            "com.qlik.v1.automation.run.ended" when Automation(from, data) is { } type => (type, identity),
            "com.qlik.app.data.updated" or "com.qlik.v1.app.data.updated" => (Updated(from, data), identity),
            "com.qlik.core.api-key.validation.failed" or "com.qlik.v1.api-key.validation.failed" => (Refused(from, data), identity),
            _ => (Other(from, data), identity),
        };
    }

    /// <summary>Our type; null for a test run in the editor, which raises no alert.</summary>
    private static string? Automation(QlikEvent from, JsonObject data)
    {
        if (from.Truth("testRun") ?? from.Truth("isTestRun") ?? false)
        {
            return null;
        }

        var status = from.Detail("status")?.ToLowerInvariant();
        var (start, end) = (QlikEvent.Instant(from.Detail("startTime")), QlikEvent.Instant(from.Detail("stopTime")));
        data["automationId"] = from.ResourceId;
        data["runId"] = from.Detail("id");
        data["runTitle"] = from.Detail("title");
        data["status"] = status;
        data["context"] = from.Detail("context");
        data["startTime"] = from.Detail("startTime");
        data["endTime"] = from.Detail("stopTime");
        data["durationSeconds"] = start is { } first && end is { } last && last >= first ? (last - first).TotalSeconds : null;
        data["spaceId"] = from.SpaceId ?? from.Detail("spaceId");
        data["appOwnerUserId"] = from.OwnerId ?? from.Detail("ownerId");
        return status switch
        {
            "finished" or "finished with warnings" => "cloud.automation.succeeded",
            "stopped" or "must stop" => "cloud.automation.stopped",

            // "failed", "exceeded limit", and a status of a later version. Better one alert too many than one too few.
            _ => "cloud.automation.failed",
        };
    }

    private static string Updated(QlikEvent from, JsonObject data)
    {
        data["appId"] = from.ResourceId ?? from.Detail("id");
        data["appName"] = from.Detail("name");
        return "cloud.app.updated";
    }

    private static string Refused(QlikEvent from, JsonObject data)
    {
        data["keyId"] = from.Detail("jti") ?? from.ResourceId ?? from.Detail("id");
        data["reason"] = CloudEventReader.Clean(from.Message("description", MaxReason));
        data["errorCode"] = from.Detail("code");
        data["subjectType"] = from.Detail("subType");
        return EventTypes.CloudKeyFailed;
    }

    private static string Other(QlikEvent from, JsonObject data)
    {
        data["resourceId"] = from.ResourceId;
        data["details"] = from.Data is { } details ? TextCut.ToBytes(details.GetRawText(), MaxDetails) : null;
        return OtherType;
    }
}
