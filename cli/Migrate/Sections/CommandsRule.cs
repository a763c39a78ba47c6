using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>What the relay may do: start tasks, reload and describe apps.</summary>
internal sealed class CommandsRule : ISectionRule
{
    private static readonly string[] AllTypes = ["reload", "externalprogram", "usersync", "distribute", "preload"];

    public void Apply(Migration migration)
    {
        var (butler, commands) = (migration.Butler, Migration.Child(migration.Relay, "commands"));
        StartTask(migration, commands, butler.In("startTaskFilter"));
        if (EndpointSwitch.IsOn(butler, "senseAppReload"))
        {
            commands["reloadApp"] = new JsonObject { ["any"] = true };
        }

        if (EndpointSwitch.IsOn(butler, "senseAppDump"))
        {
            commands["dumpApp"] = new JsonObject { ["any"] = true };
        }
    }

    private static void StartTask(Migration migration, JsonObject commands, ButlerSection filter)
    {
        var butler = migration.Butler;
        var isFiltered = filter.Flag("enable", KeyFate.Relay("commands.startTask"));
        var fate = isFiltered
            ? KeyFate.Relay("commands.startTask", "The relay checks the task itself, however selected; Butler checked the selection.")
            : KeyFate.Off("startTaskFilter.enable is not true, so all tasks may be started: commands.startTask.any.");
        var allow = filter.In("allowTask");
        var tasks = allow.Texts("taskId", fate);
        var tags = allow.Texts("tag", fate);
        var properties = new JsonObject();
        foreach (var property in allow.Each("customProperty"))
        {
            Migration.List(properties, property.Required("name", fate)).Add(property.Required("value", fate));
        }

        allow.Record("customProperty", fate);
        var isAsked = EndpointSwitch.IsOn(butler, "senseStartTask") || butler.Peek("mqttConfig.enable");
        var scheduled = butler.Peek("scheduler.enable")
            ? (migration.Schedules ?? []).Where(s => s.Fault is null).Select(s => s.Butler.TaskId).Distinct().ToList()
            : [];
        if (!isAsked && scheduled.Count == 0)
        {
            return;
        }

        var rules = new JsonObject();
        if (isAsked && !isFiltered)
        {
            rules["any"] = true;
        }
        else
        {
            string[] all = [.. isAsked ? tasks : [], .. scheduled];
            rules["tasks"] = new JsonArray([.. all.Distinct(StringComparer.OrdinalIgnoreCase).Select(task => (JsonNode)task)]);
            if (isAsked && tags.Count > 0)
            {
                rules["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]);
            }

            if (isAsked && properties.Count > 0)
            {
                rules["customProperties"] = properties;
            }

            if (scheduled.Count > 0)
            {
                migration.Step("The rules in `commands.startTask` also hold for schedules, so the tasks of your schedules were added to "
                    + "them.");
            }
        }

        rules["types"] = new JsonArray([.. AllTypes.Select(type => (JsonNode)type)]);
        commands["startTask"] = rules;
    }
}
