using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>What the relay needs besides Butler's settings, and what depends on all other sections.</summary>
internal sealed class RelayRule : ISectionRule
{
    public void Apply(Migration migration)
    {
        var relay = migration.Relay;
        relay["relay"] = new JsonObject { ["site"] = "default" };
        relay["serviceBus"] = new JsonObject
        {
            ["connection"] = migration.Secrets.Own(
                "BUTLER_SERVICEBUS", "the Service Bus namespace: a connection string, or https://NAMESPACE.servicebus.windows.net",
                MissingSetting.Relay, "the deployment", "https://placeholder.servicebus.windows.net"),
        };
        Migration.Child(relay, "commands")["key"] = migration.Secrets.Own(
            "BUTLER_COMMAND_KEY", "this relay's key, the output of \"butler relay-key\"", MissingSetting.Relay, "butler relay-key");
        migration.Secrets.Own(
            "BUTLER_COMMAND_KEY", "the master key, the output of \"butler relay-key --new-master\"", MissingSetting.App,
            "butler relay-key");
        if (migration.ScriptLogHead > 0 || migration.ScriptLogTail > 0)
        {
            var log = Migration.Child(relay, "scriptLog");
            (log["head"], log["tail"]) = (migration.ScriptLogHead, migration.ScriptLogTail);
        }

        if (migration.App["routes"] is null)
        {
            migration.Step("No alert is on in Butler's file, so butler.yaml has only a channel `terminal`, and one route for everything.");
            var channel = migration.Channel("terminal", new JsonObject { ["type"] = "console" });
            migration.Route("everything", ["*"], new JsonObject { ["channel"] = channel });
        }

        migration.Step("Events of the system itself, such as an alert that could not be delivered, go to the first channel of butler.yaml. "
            + "Name another one as `defaultChannel`.");
    }
}
