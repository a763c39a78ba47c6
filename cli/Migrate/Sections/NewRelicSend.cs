using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The channel of a kind of data, and what a route sends to it.</summary>
internal static class NewRelicSend
{
    public static JsonObject Send(
        Migration migration, ButlerSection newRelic, ButlerSection shared, ButlerSection destination, string kind,
        IReadOnlyCollection<string> accounts, string route)
    {
        var place = KeyFate.App($"routes: {route}: send.attributes");
        var attributes = new JsonObject();
        NamedValues.AddTo(attributes, shared.In("attribute"), "static", place);
        NamedValues.AddTo(attributes, destination.In("attribute"), "static", place);
        var headers = NamedValues.Headers(migration, shared, "header", null);
        var url = newRelic.In("url").Url(kind, KeyFate.App($"channels.newrelic-{kind}.region"));
        var channel = NewRelicAccounts.Channel(
            migration, $"newrelic-{kind}", kind, (url, $"{newRelic.Path}.url.{kind}"), headers, null, null);
        NamedValues.RecordHeaders(shared, "header", headers, channel);
        var send = new JsonObject { ["channel"] = channel };
        if (accounts.Count > 0)
        {
            send["to"] = new JsonArray([.. accounts.Distinct().Select(account => (JsonNode)account)]);
        }

        if (attributes.Count > 0)
        {
            send["attributes"] = attributes;
        }

        return send;
    }
}
