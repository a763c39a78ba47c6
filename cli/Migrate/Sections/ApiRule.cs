using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The REST API: the listener, the endpoints that are on, the key-value store.</summary>
internal sealed class ApiRule : ISectionRule
{
    private const string Off = "restServerConfig.enable is not true.";

    /// <summary>The endpoints, and the functions that each has for itself. Empty: shared with others, see <see cref="Shared"/>.</summary>
    private static readonly (string Key, string[] Functions)[] Endpoints =
    [
        ("apiListEnabledEndpoints", ["SystemEndpoints"]), ("base62ToBase16", ["SystemBase62"]), ("base16ToBase62", ["SystemBase16"]),
        ("butlerping", ["SystemPing"]), ("createDir", []), ("createDirQVD", ["FilesCreateDirQvd"]), ("fileDelete", ["FilesDelete"]),
        ("fileMove", ["FilesMove"]), ("fileCopy", ["FilesCopy"]), ("keyValueStore", ["KeyValues"]),
        ("mqttPublishMessage", ["MessagesMqtt"]), ("newRelic.postNewRelicMetric", ["MessagesNewRelicMetric"]),
        ("newRelic.postNewRelicEvent", ["MessagesNewRelicEvent"]), ("scheduler.createNewSchedule", []), ("scheduler.getSchedule", []),
        ("scheduler.getScheduleStatusAll", ["SchedulesAllStatus"]), ("scheduler.updateSchedule", []), ("scheduler.deleteSchedule", []),
        ("scheduler.startSchedule", ["SchedulesAllStart", "SchedulesOneStart"]),
        ("scheduler.stopSchedule", ["SchedulesAllStop", "SchedulesOneStop"]), ("senseAppReload", ["AppsReload"]),
        ("senseAppDump", ["AppsDump"]), ("senseListApps", ["AppsList"]), ("senseStartTask", ["StartTask"]),
        ("slackPostMessage", ["MessagesSlack"]),
    ];

    public void Apply(Migration migration)
    {
        Listener(migration, migration.Butler.In("restServerConfig"));
        KeyValues(migration);
        var disabled = Disabled(migration).Distinct().Order(StringComparer.Ordinal).ToList();
        if (disabled.Count > 0)
        {
            Migration.Child(migration.App, "api")["disabled"] = new JsonArray([.. disabled.Select(name => (JsonNode)name)]);
        }
    }

    private static void Listener(Migration migration, ButlerSection rest)
    {
        if (!rest.Flag("enable", KeyFate.Relay("api", "The relay serves load scripts at Butler's address; the function app serves the same.")))
        {
            rest.Rest(KeyFate.Off(Off));
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

        tls.Rest(KeyFate.Off("restServerConfig.tls.enable is not true."));
        api["functionApp"] = new JsonObject
        {
            ["url"] = migration.Secrets.Own(
                "BUTLER_FUNCTIONAPP_URL", "the function app with its prefix, such as https://NAME.azurewebsites.net/api",
                SecretSetting.Relay, "the function app", "https://placeholder.example.com/api"),
            ["key"] = migration.Secrets.Own(
                "BUTLER_FUNCTION_KEY", "a function key of the function app", SecretSetting.Relay, "the function app"),
        };
        migration.Relay["api"] = api;
        migration.Step("As in Butler, everybody who reaches the relay's API may call it. Add `api.keys` or `api.allowedSources` to relay.yaml "
            + "to change that.");
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

    private static IEnumerable<string> Disabled(Migration migration)
    {
        var (butler, isRest) = (migration.Butler, migration.Butler.Peek("restServerConfig.enable"));
        var on = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, functions) in Endpoints)
        {
            var section = butler.In("restServerEndpointsEnable");
            var parts = key.Split('.');
            var isOn = (parts is [var group, _] ? section.In(group) : section).Flag(parts[^1], Fate(isRest, section.Peek(key), key, functions)) && isRest
                && (key != "keyValueStore" || butler.Peek("keyValueStore.enable"));
            if (isOn)
            {
                on.Add(key);
            }
        }

        return Endpoints.Where(endpoint => !on.Contains(endpoint.Key)).SelectMany(endpoint => endpoint.Functions).Concat(Shared(on));
    }

    /// <summary>
    /// The functions that several of Butler's endpoints share: they are off when all of these are. A name also covers those that begin
    /// with it.
    /// </summary>
    private static IEnumerable<string> Shared(HashSet<string> on)
    {
        if (!on.Contains("createDir") && !on.Contains("createDirQVD"))
        {
            yield return "FilesCreateDir";
        }

        if (!on.Any(key => key.StartsWith("scheduler.", StringComparison.Ordinal)))
        {
            yield return "Schedules";
        }
    }

    private static KeyFate Fate(bool isRest, bool isOn, string key, string[] functions) => (isRest, key) switch
    {
        (false, _) => KeyFate.App("api.disabled", $"{Off} So this endpoint is off here too, whatever its value."),
        (_, "scheduler.updateSchedule") => KeyFate.App("api.disabled", "Butler has no such endpoint; here there is one: PUT schedules/{id}."),
        (_, "createDir") => KeyFate.App(
            "api.disabled", "It is off when createDirQVD is off too; the relay refuses folders that its file does not name."),
        _ when functions.Length == 0 => KeyFate.App("api.disabled", "It is off when all endpoints of the scheduler are."),
        _ when isOn => KeyFate.Used("On here too."),
        _ => KeyFate.App("api.disabled"),
    };
}
