using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Butler's own log, and the script logs on disk.</summary>
internal sealed class LoggingRule : ISectionRule
{
    public void Apply(Migration migration)
    {
        var butler = migration.Butler;
        var isFile = butler.Flag("fileLogging", KeyFate.Relay("log.directory"));
        var directory = butler.Text("logDirectory", isFile ? KeyFate.Relay("log.directory") : KeyFate.Off("fileLogging is not true."));
        var level = butler.Text("logLevel", KeyFate.Relay("log.level", "The function app's level is set in host.json."));
        var log = new JsonObject
        {
            ["level"] = level?.Trim().ToLowerInvariant() switch
            {
                "silly" => "trace",
                "debug" or "verbose" => "debug",
                null or "info" => "info",
                "warn" => "warning",
                "error" => "error",
                _ => Wrong(),
            },
        };
        if (isFile && directory is not null)
        {
            log["directory"] = directory;
            log["keep"] = "30d";
        }

        migration.Relay["log"] = log;
        ScriptLogs(migration, butler.In("scriptLog").In("storeOnDisk"));

        string Wrong()
        {
            butler.Fail("logLevel", $"is \"{level}\", expected one of error, warn, info, verbose, debug, silly");
            return "info";
        }
    }

    private static void ScriptLogs(Migration migration, ButlerSection store)
    {
        // Butler 13 and older have no level clientManaged.
        var owner = store.Has("clientManaged") ? store.In("clientManaged") : store;
        var section = owner.In("reloadTaskFailure");
        if (section.Flag("enable", KeyFate.Relay("scriptLog.store")))
        {
            var directory = section.Required("logDirectory", KeyFate.Relay(
                "scriptLog.store.directory", "Secrets in the logs are masked, and logs are deleted after keep, 30 days by default."));
            Migration.Child(migration.Relay, "scriptLog")["store"] = new JsonObject { ["directory"] = directory };
        }
        else
        {
            section.Record("logDirectory", KeyFate.Off("scriptLog.storeOnDisk is not on for reload tasks."));
        }

        var isCloud = store.Peek("qsCloud.appReloadFailure.enable");
        store.In("qsCloud").Rest(isCloud
            ? KeyFate.None("With qlikCloud in butler.yaml, scriptLogs: { keep: 30d } keeps them in the app's storage: docs/qlik-cloud.md.")
            : KeyFate.Off("Its enable is not true."));
    }
}
