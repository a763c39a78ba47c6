using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>influxDb</c>: a route for each measurement.</summary>
internal sealed class InfluxRule : ISectionRule
{
    private static readonly ButlerEvent[] Events = [ButlerEvent.ReloadFailed, ButlerEvent.ReloadSucceeded, .. ButlerEvent.OtherTasks];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("influxDb");
        if (section.Flag("enable", KeyFate.App("channels.influxdb")))
        {
            var tags = new JsonObject();
            NamedValues.AddTo(tags, section.In("tag"), "static", KeyFate.App("channels.influxdb.tags"));
            var channel = InfluxServer.Channel(migration, section, tags);
            foreach (var butlers in Events)
            {
                Event(migration, section.In(butlers.Section), butlers, channel, tags);
            }

            if (EventSwitch.IsServiceOn(migration, "influxDb"))
            {
                migration.Route("influxdb-services", ["sense.service.*"], new JsonObject { ["channel"] = channel });
            }

            InfluxMonitors.AddRoutes(migration, channel, tags);
        }
        else
        {
            section.Rest(KeyFate.Off("influxDb.enable is not true."));
        }
    }

    private static void Event(Migration migration, ButlerSection section, ButlerEvent butlers, string channel, JsonObject tags)
    {
        var name = $"influxdb-{butlers.Name}";
        if (!EventSwitch.IsOn(migration, section, butlers, "influxDb", name) || !IsAny(section, butlers, name, out var where))
        {
            return;
        }

        var send = new JsonObject { ["channel"] = channel };
        var own = (JsonObject)tags.DeepClone();
        NamedValues.AddTo(own, section.In("tag"), "static", KeyFate.App($"routes: {name}: send.tags"));
        if (!JsonNode.DeepEquals(own, tags))
        {
            send["tags"] = own;
        }

        var dynamics = section.In("tag").In("dynamic");
        var dynamic = new JsonArray();
        foreach (var (key, of) in new[] { ("useAppTags", "app"), ("useTaskTags", "task") })
        {
            if (dynamics.Flag(key, KeyFate.App($"routes: {name}: send.dynamicTags")))
            {
                dynamic.Add(of);
            }
        }

        if (dynamic.Count > 0)
        {
            send["dynamicTags"] = dynamic;
        }

        ScriptLogLines.Read(migration, section, send, butlers, name);
        migration.Route(name, butlers.On, send, where: where);
    }

    /// <summary>Successful reloads are written for all tasks, or for those with a value of a custom property.</summary>
    private static bool IsAny(ButlerSection section, ButlerEvent butlers, string name, out JsonObject? where)
    {
        where = null;
        if (butlers != ButlerEvent.ReloadSucceeded)
        {
            return true;
        }

        var property = section.In("byCustomProperty");
        var isAll = section.In("allReloadTasks").Flag("enable", KeyFate.App($"routes: {name}: where"));
        var isSome = property.Flag("enable", KeyFate.App($"routes: {name}: where"));
        var fate = isAll || !isSome
            ? KeyFate.Off("All reload tasks are written, or byCustomProperty.enable is not true.")
            : KeyFate.App($"routes: {name}: where.taskCustomProperties");
        var (key, value) = (property.Text("customPropertyName", fate), property.Text("enabledValue", fate));
        if (!isAll && isSome && key is not null && value is not null)
        {
            where = new JsonObject { ["taskCustomProperties"] = new JsonObject { [key] = value } };
        }

        if (!isAll && where is null)
        {
            section.Rest(KeyFate.Off("Neither allReloadTasks nor byCustomProperty is on, so nothing was written."));
        }

        return isAll || where is not null;
    }
}
