using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>A webhook: called by the function app, or by the relay where only the own network reaches it.</summary>
internal static class WebhookTarget
{
    public static string Channel(Migration migration, ButlerSection webhook)
    {
        webhook.Record("description", KeyFate.None("It is for information only; write it as a comment."));
        var address = webhook.Url("webhookURL", null);
        var method = webhook.Text("httpMethod", null)?.ToUpperInvariant() ?? "POST";
        var isPrivate = Uri.TryCreate(address, UriKind.Absolute, out var uri) && PrivateHost.Is(uri.Host);
        var isRelay = isPrivate && method != "GET";
        var url = migration.Secrets.Url(
            "WEBHOOK_URL", "the address of a webhook", isRelay ? MissingSetting.Relay : MissingSetting.App, $"{webhook.Path}.webhookURL",
            address);
        var target = isRelay ? new JsonObject { ["http"] = url } : new JsonObject { ["type"] = "webhook", ["url"] = url };
        target["method"] = method;
        Trust(migration, webhook.In("cert"), target, isRelay);
        if (isPrivate && !isRelay)
        {
            migration.Step($"{webhook.Path} is called with GET at an address that only your own network reaches. A relay sends POST and "
                + "PUT only: let the function app reach the address, or change the receiver.");
        }

        string name;
        if (isRelay)
        {
            migration.Step("Webhooks whose address only your own network reaches are called by the relay: their channels have "
                + "`via: relay`.");
            name = migration.RelayChannel("webhook", new JsonObject { ["type"] = "webhook" }, target);
        }
        else
        {
            name = migration.Channel("webhook", target);
        }

        KeyFate Place(string key, string change = "") => isRelay
            ? KeyFate.Relay($"commands.deliver, for channels.{name}: {key}", change)
            : KeyFate.App($"channels.{name}.{key}", change);
        webhook.Record("webhookURL", Place($"{(isRelay ? "http" : "url")}, as {url}"));
        webhook.Record("httpMethod", Place("method"));
        var cert = webhook.In("cert");
        cert.Record("enable", Place("ca"));
        cert.Record("certCA", Place("ca", isRelay ? "" : "Give the function app the file at this place, beside butler.yaml."));
        cert.Record("rejectUnauthorized", Place("insecure"));
        return name;
    }

    private static void Trust(Migration migration, ButlerSection cert, JsonObject target, bool isRelay)
    {
        if (!cert.Flag("enable", null))
        {
            cert.Rest(KeyFate.Off("cert.enable is not true."));
            return;
        }

        if (cert.Text("certCA", null) is { } ca)
        {
            target["ca"] = isRelay ? migration.Files.Full(ca) : migration.Files.Certificate(ca);
        }

        if (!cert.Flag("rejectUnauthorized", null, fallback: true))
        {
            target["insecure"] = true;
        }
    }
}
