using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>incidentTool.signl4</c>.</summary>
internal sealed class Signl4Rule : ISectionRule
{
    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("incidentTool").In("signl4");
        if (section.Flag("enable", KeyFate.App("routes")))
        {
            foreach (var butlers in (ButlerEvent[])[ButlerEvent.ReloadFailed, ButlerEvent.ReloadAborted])
            {
                var name = $"signl4-{butlers.Name}";
                if (EventSwitch.IsOn(migration, section.In(butlers.Section), butlers, "", name))
                {
                    Event(migration, section, section.In(butlers.Section), butlers, name);
                }
            }

            section.Record("url", KeyFate.Off("No event of incidentTool.signl4 is on."));
        }
        else
        {
            section.Rest(KeyFate.Off("incidentTool.signl4.enable is not true."));
        }
    }

    private static void Event(Migration migration, ButlerSection signl4, ButlerSection section, ButlerEvent butlers, string name)
    {
        var url = signl4.Url("url", KeyFate.App("channels.signl4.url"));
        var send = new JsonObject
        {
            ["channel"] = migration.Channel("signl4", new JsonObject
            {
                ["type"] = "signl4",
                ["url"] = migration.Secrets.Url("SIGNL4_URL", "the webhook of Signl4", MissingSetting.App, $"{signl4.Path}.url", url),
            }),
        };
        if (section.Text("serviceName", KeyFate.App($"routes: {name}: send.service")) is { } service)
        {
            send["service"] = service;
        }

        if (section.Number("severity", 0, 99, KeyFate.App($"routes: {name}: send.severity")) is { } severity)
        {
            send["severity"] = severity;
        }

        section.In("includeApp").Rest(KeyFate.None("Butler does not read it. A condition where: { apps: [...] } in the route does this."));
        migration.Route(name, butlers.On, send, ThrottleSeconds.Read(section, name, "task"));
    }
}
