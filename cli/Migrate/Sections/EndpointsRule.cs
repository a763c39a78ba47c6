using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;
using Butler.Functions.Configuration;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>restServerEndpointsEnable</c>: what is off in Butler is off here.</summary>
internal sealed class EndpointsRule : ISectionRule
{
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
        var all = Disabled(migration).Distinct().Order(StringComparer.Ordinal).ToList();
        var disabled = all.Where(name => !all.Any(other => other != name && HttpFunctions.Covers(other, name))).ToList();
        if (disabled.Count > 0)
        {
            Migration.Child(migration.App, "api")["disabled"] = new JsonArray([.. disabled.Select(name => (JsonNode)name)]);
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
            var owner = parts is [var group, _] ? section.In(group) : section;
            var isOn = owner.Flag(parts[^1], Fate(isRest, section.Peek(key), key, functions)) && isRest
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
        (false, _) => KeyFate.App("api.disabled", $"{EndpointSwitch.ApiOff} So this endpoint is off here too, whatever its value."),
        (_, "scheduler.updateSchedule") => KeyFate.App(
            "api.disabled", "Butler has no such endpoint; here there is one: PUT schedules/{id}."),
        (_, "createDir") => KeyFate.App(
            "api.disabled", "It is off when createDirQVD is off too; the relay refuses folders that its file does not name."),
        _ when functions.Length == 0 => KeyFate.App("api.disabled", "It is off when all endpoints of the scheduler are."),
        _ when isOn => KeyFate.Used("On here too."),
        _ => KeyFate.App("api.disabled"),
    };
}
