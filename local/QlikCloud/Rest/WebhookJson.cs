using System.Text.Json.Nodes;
using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Rest;

/// <summary>Webhooks and deliveries as JSON.</summary>
internal static class WebhookJson
{
    /// <summary>A webhook as it is given back: without its secret, and with no more than the names of its encrypted headers.</summary>
    public static JsonObject Shown(TenantWebhook webhook)
    {
        var json = Fields(webhook);
        json["encryptedHeaders"] = new JsonArray([.. webhook.EncryptedHeaders.Keys.Select(name => JsonValue.Create(name))]);
        json["id"] = webhook.Id;
        json["origin"] = "api";
        json["ownerId"] = webhook.OwnerId;
        json["createdAt"] = TenantTime.Text(webhook.Created);
        json["updatedAt"] = TenantTime.Text(webhook.Updated);
        json["disabledReason"] = webhook.DisabledReason;
        json["disabledReasonCode"] = webhook.DisabledReasonCode;
        return json;
    }

    /// <summary>All that a body can set, with the secrets, as the basis of a patch.</summary>
    public static JsonObject Whole(TenantWebhook webhook)
    {
        var json = Fields(webhook);
        json["secret"] = webhook.Secret;
        json["encryptedHeaders"] = Map(webhook.EncryptedHeaders);
        return json;
    }

    public static JsonObject Delivery(WebhookDelivery delivery) => new()
    {
        ["id"] = delivery.Id,
        ["webhookId"] = delivery.WebhookId,
        ["eventType"] = delivery.EventType,
        ["status"] = delivery.Status is >= 200 and < 300 ? "success" : "fail",
        ["triggeredAt"] = TenantTime.Text(delivery.Triggered),
        ["deliveredManually"] = delivery.Manually,
        ["request"] = new JsonObject
        {
            ["url"] = delivery.Url,
            ["headers"] = Map(delivery.Headers),
            ["body"] = delivery.Body,
        },
        ["response"] = new JsonObject { ["statusCode"] = delivery.Status, ["body"] = delivery.Answer },
    };

    private static JsonObject Fields(TenantWebhook webhook) => new()
    {
        ["name"] = webhook.Name,
        ["description"] = webhook.Description,
        ["url"] = webhook.Url,
        ["eventTypes"] = new JsonArray([.. webhook.EventTypes.Select(type => JsonValue.Create(type))]),
        ["level"] = webhook.Level,
        ["filter"] = webhook.Filter,
        ["headers"] = Map(webhook.Headers),
        ["enabled"] = webhook.Enabled,
        ["checkCertificateRevocation"] = webhook.CheckCertificateRevocation,
        ["enableCloudEventDelivery"] = webhook.EnableCloudEventDelivery,
    };

    private static JsonObject Map(IReadOnlyDictionary<string, string> map) =>
        new(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
