using System.Text;
using System.Text.Json.Nodes;

namespace Butler.Local.QlikCloud.Events;

/// <summary>Writes an event of Qlik Cloud in one of its forms.</summary>
internal static class QlikEnvelope
{
    /// <summary>The bytes of the body, which are signed.</summary>
    public static byte[] Write(string id, string type, string source, ReloadEnd end, JsonObject data, QlikEventForm form)
    {
        var body = new JsonObject();
        if (form != QlikEventForm.Legacy)
        {
            AddCloudEvents(body, id, type, source, end);
        }

        if (form != QlikEventForm.CloudEvents)
        {
            AddLegacy(body, id, type, source, end);
        }

        body["data"] = data;
        return Encoding.UTF8.GetBytes(body.ToJsonString(TenantJson.Options));
    }

    private static void AddCloudEvents(JsonObject body, string id, string type, string source, ReloadEnd end)
    {
        body["specversion"] = "1.0";
        body["id"] = id;
        body["time"] = TenantTime.Text(end.Ended);
        body["type"] = type;
        body["source"] = source;
        body["datacontenttype"] = "application/json";
        body["tenantid"] = end.TenantId;
        body["userid"] = end.UserId;
        body["ownerid"] = end.OwnerId;
        body["spaceid"] = end.SpaceId;
        body["toplevelresourceid"] = end.AppId;
    }

    private static void AddLegacy(JsonObject body, string id, string type, string source, ReloadEnd end)
    {
        body["cloudEventsVersion"] = "0.1";
        body["source"] = source;
        body["contentType"] = "application/json";
        body["eventId"] = id;
        body["eventTime"] = TenantTime.Text(end.Ended);
        body["eventType"] = type;
        body["eventTypeVersion"] = "1.0.0";
        body["extensions"] = new JsonObject
        {
            ["tenantId"] = end.TenantId,
            ["userId"] = end.UserId,
            ["ownerId"] = end.OwnerId,
            ["spaceId"] = end.SpaceId,
            ["topLevelResourceId"] = end.AppId,
        };
    }
}
