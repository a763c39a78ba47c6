using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>webhookNotification</c>: a channel for each webhook, a route for each webhook of an event.</summary>
internal sealed class WebhookRule : ISectionRule
{
    private const string License = "qlikSenseLicense.serverLicenseMonitor";

    private static readonly (string Key, string Name, string[] Types, string Per)[] Events =
    [
        ("reloadTaskFailure", "reload-failed", ["sense.reload.failed"], "task"),
        ("reloadTaskAborted", "reload-aborted", ["sense.reload.aborted"], "task"),
        ("serviceMonitor", "service", ["sense.service.stopped", "sense.service.started"], "service"),
        ("qlikSenseServerLicenseMonitor", "license", ["sense.license.server"], ""),
        ("qlikSenseServerLicenseExpiryAlert", "license-expiry", ["sense.license.expiring", "sense.license.expired"], ""),
    ];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("webhookNotification");
        if (section.Flag("enable", KeyFate.App("routes")))
        {
            foreach (var (key, name, types, per) in Events)
            {
                Event(migration, section.In(key), key, $"webhook-{name}", types, per);
            }
        }
        else
        {
            section.Rest(KeyFate.Off("webhookNotification.enable is not true."));
        }
    }

    private static void Event(Migration migration, ButlerSection section, string key, string name, string[] types, string per)
    {
        if (OffBecause(migration, key) is { } why)
        {
            section.Rest(KeyFate.Off(why));
            return;
        }

        var webhooks = section.Each("webhooks");
        section.Record("webhooks", KeyFate.App($"routes: {name}", "The list is empty, so there is no route."));
        var seconds = ThrottleSeconds.Read(section, name, per.Length == 0 ? "type of event" : per);
        for (var i = 0; i < webhooks.Count; i++)
        {
            var send = new JsonObject { ["channel"] = WebhookTarget.Channel(migration, webhooks[i]) };
            migration.Route(
                i == 0 ? name : $"{name}-{i + 1}", [.. types.Select(type => (JsonNode)type)], send, seconds, per.Length == 0 ? [] : [per]);
        }
    }

    /// <summary>Why an event does not reach webhooks in Butler; null if it does.</summary>
    private static string? OffBecause(Migration migration, string key)
    {
        var isSent = migration.Butler.Peek($"{License}.enable") && migration.Butler.Peek($"{License}.destination.webhook.enable");
        switch (key)
        {
            case "serviceMonitor":
                return EventSwitch.IsServiceOn(migration, "webhook")
                    ? null
                    : "serviceMonitor.enable or serviceMonitor.alertDestination.webhook.enable is not true.";
            case "qlikSenseServerLicenseMonitor" or "qlikSenseServerLicenseExpiryAlert":
                var sent = key == "qlikSenseServerLicenseMonitor" ? "sendRecurring" : "sendAlert";
                return isSent && migration.Butler.Peek($"{License}.destination.webhook.{sent}.enable")
                    ? null
                    : $"{License} does not send this to webhooks.";
            default:
                return null;
        }
    }
}
