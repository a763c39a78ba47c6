using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>restServerEndpointsConfig.newRelic</c>: where load scripts post events and metrics.</summary>
internal sealed class NewRelicApiRule : ISectionRule
{
    public void Apply(Migration migration)
    {
        Endpoint(migration, "postNewRelicEvent", "event", "newRelicEvent");
        Endpoint(migration, "postNewRelicMetric", "metric", "newRelicMetric");
    }

    private static void Endpoint(Migration migration, string key, string kind, string place)
    {
        var section = migration.Butler.In("restServerEndpointsConfig").In("newRelic").In(key);
        var name = $"newrelic-api-{kind}";
        var isOn = EndpointSwitch.IsOn(migration.Butler, $"newRelic.{key}");
        var accounts = isOn ? section.Texts("destinationAccount", KeyFate.App($"api.{place}")) : [];
        if (accounts.Count > 0)
        {
            var url = section.Url("url", KeyFate.App($"channels.{name}.region"));
            var headers = NamedValues.Headers(migration, section, "header", KeyFate.App($"channels.{name}.headers"));
            var attributes = new JsonObject();
            NamedValues.AddTo(attributes, section.In("attribute"), "static", KeyFate.App($"channels.{name}.attributes"));
            Migration.Child(migration.App, "api")[place] = NewRelicAccounts.Channel(
                migration, name, kind, (url, $"{section.Path}.url"), headers, accounts, attributes);
        }
        else
        {
            section.Rest(KeyFate.Off(
                $"restServerEndpointsEnable.newRelic.{key} is not true, the REST API is off, or there is no account."));
        }
    }
}
