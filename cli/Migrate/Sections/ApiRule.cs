using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The REST API's listener, and the key-value store.</summary>
internal sealed class ApiRule : ISectionRule
{
    public void Apply(Migration migration)
    {
        Listener(migration, migration.Butler.In("restServerConfig"));
        KeyValues(migration);
    }

    private static void Listener(Migration migration, ButlerSection rest)
    {
        if (!rest.Flag("enable", KeyFate.Relay("api", "The relay serves load scripts at Butler's address, and so does the function app.")))
        {
            rest.Rest(KeyFate.Off(EndpointSwitch.ApiOff));
            return;
        }

        var host = rest.Required("serverHost", KeyFate.Relay("api.listen", ListenHost.Change));
        var api = new JsonObject { ["listen"] = ListenHost.Of(host, rest.Port("serverPort", KeyFate.Relay("api.listen")) ?? 8080) };
        rest.Record("backgroundServerPort", KeyFate.None("There is one listener."));
        var tls = rest.In("tls");
        if (tls.Flag("enable", KeyFate.Relay("api.certificate")))
        {
            api["certificate"] = migration.Files.Full(tls.Required("cert", KeyFate.Relay("api.certificate")));
            api["key"] = migration.Files.Full(tls.Required("key", KeyFate.Relay("api.key")));
            tls.Record("ca", KeyFate.None("Clients need no certificate."));
        }
        else
        {
            tls.Rest(KeyFate.Off("restServerConfig.tls.enable is not true."));
        }

        api["functionApp"] = new JsonObject
        {
            ["url"] = migration.Secrets.Own(
                "BUTLER_FUNCTIONAPP_URL", "the function app with its prefix, such as https://NAME.azurewebsites.net/api",
                MissingSetting.Relay, "the function app", "https://placeholder.example.com/api"),
            ["key"] = migration.Secrets.Own(
                "BUTLER_FUNCTION_KEY", "a function key of the function app", MissingSetting.Relay, "the function app"),
        };
        migration.Relay["api"] = api;
        migration.Step("As in Butler, everybody who reaches the relay's API may call it. Add `api.keys` or `api.allowedSources` to "
            + "relay.yaml to change that.");
    }

    private static void KeyValues(Migration migration)
    {
        var store = migration.Butler.In("keyValueStore");
        var isOn = store.Flag("enable", KeyFate.App("api.disabled"));
        var max = store.Number("maxKeysPerNamespace", 1, 1_000_000, isOn
            ? KeyFate.App("api.maxKeysPerNamespace")
            : KeyFate.Off("keyValueStore.enable is not true."));
        if (isOn && max is not null)
        {
            Migration.Child(migration.App, "api")["maxKeysPerNamespace"] = max;
        }
    }
}
