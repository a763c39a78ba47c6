using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Channels for New Relic, with the accounts of <c>thirdPartyToolsCredentials</c>.</summary>
internal static class NewRelicAccounts
{
    private static readonly string[] UsHosts =
        ["insights-collector.newrelic.com", "log-api.newrelic.com", "metric-api.newrelic.com"];

    private static readonly string[] EuHosts =
    [
        "insights-collector.eu01.nr-data.net", "log-api.eu.newrelic.com", "metric-api.eu.newrelic.com",
    ];

    /// <summary>Adds a channel. Returns its name.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="name">The name to give it.</param>
    /// <param name="kind">The kind of data.</param>
    /// <param name="address">Butler's address for it, and its key in Butler's file.</param>
    /// <param name="headers">Headers to send.</param>
    /// <param name="only">The names of the only accounts; null for all.</param>
    /// <param name="attributes">Attributes of everything; null for none.</param>
    public static string Channel(
        Migration migration, string name, string kind, (string Url, string Key) address, JsonObject headers,
        IReadOnlyCollection<string>? only, JsonObject? attributes)
    {
        var host = Uri.TryCreate(address.Url, UriKind.Absolute, out var uri) ? uri.Host : "";
        var channel = new JsonObject
        {
            ["type"] = "newrelic",
            ["region"] = EuHosts.Contains(host) ? "eu" : "us",
            ["accounts"] = Accounts(migration, only),
            ["send"] = kind,
        };
        if (!EuHosts.Contains(host) && !UsHosts.Contains(host))
        {
            var url = migration.Secrets.Url(
                $"NEWRELIC_{kind.ToUpperInvariant()}_URL", $"the address for a New Relic {kind}", MissingSetting.App, address.Key,
                address.Url);
            channel["urls"] = new JsonObject
            {
                ["event"] = kind == "event" ? url : $"https://{UsHosts[0]}",
                ["log"] = kind == "log" ? url : $"https://{UsHosts[1]}/log/v1",
                ["metric"] = kind == "metric" ? url : $"https://{UsHosts[2]}/metric/v1",
            };
        }

        if (headers.Count > 0)
        {
            channel["headers"] = headers;
        }

        if (attributes is { Count: > 0 })
        {
            channel["attributes"] = attributes;
        }

        return migration.Channel(name, channel);
    }

    private static JsonArray Accounts(Migration migration, IReadOnlyCollection<string>? only)
    {
        var accounts = new JsonArray();
        foreach (var account in migration.Butler.In("thirdPartyToolsCredentials").Each("newRelic"))
        {
            var name = account.Required("accountName", KeyFate.App("channels.newrelic-*.accounts[].name"));
            var key = account.Required("insertApiKey", KeyFate.App("channels.newrelic-*.accounts[].key"));
            var id = account.Required("accountId", KeyFate.App("channels.newrelic-*.accounts[].id"));
            if (only is null || only.Contains(name))
            {
                accounts.Add(new JsonObject
                {
                    ["name"] = name,
                    ["id"] = id,
                    ["key"] = migration.Secrets.Text(
                        "NEWRELIC_KEY", $"the key of the New Relic account {name}", MissingSetting.App,
                        $"{account.Path}.insertApiKey", key),
                });
            }
        }

        return accounts;
    }
}
