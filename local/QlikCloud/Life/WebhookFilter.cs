using Butler.Local.QlikCloud.Events;
using Butler.Local.QlikCloud.Filters;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Life;

/// <summary>Which webhooks get an event.</summary>
internal static class WebhookFilter
{
    private const string Status = "data.status";
    private static readonly string[] Attributes = ["id", "spaceId", "topLevelResourceId", Status];

    /// <summary>Checks the filter of a webhook.</summary>
    /// <exception cref="Answers.TenantRefusalException">The filter is not valid.</exception>
    public static void Check(string filter) => ScimFilter.Parse(filter, Attributes);

    /// <summary>Whether a webhook gets an event.</summary>
    public static bool IsFor(TenantWebhook webhook, string type, ReloadEnd end) =>
        webhook.Enabled && webhook.EventTypes.Contains(type)
            && (webhook.Level != "user" || end.OwnerId == webhook.OwnerId)
            && (webhook.Filter is null || ScimFilter.Parse(webhook.Filter, Attributes)(attribute => Value(attribute, type, end)));

    private static string? Value(string attribute, string type, ReloadEnd end) => attribute switch
    {
        "spaceId" => end.SpaceId,
        Status => type == QlikReloadEvents.EngineFinished ? (end.Status == ReloadStatus.Succeeded ? "ok" : "error") : end.Status,
        _ => end.AppId,
    };
}
