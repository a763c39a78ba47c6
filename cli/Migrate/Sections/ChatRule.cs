using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>slackNotification</c> and <c>teamsNotification</c>.</summary>
/// <param name="type">The type of channel, as Butler's section begins.</param>
internal sealed class ChatRule(string type) : ISectionRule
{
    private static readonly ButlerEvent[] Events =
    [
        ButlerEvent.ReloadFailed, ButlerEvent.ReloadAborted, ButlerEvent.ServiceStopped, ButlerEvent.ServiceStarted,
    ];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In($"{type}Notification");
        var rest = section.In("restMessage");
        if (section.Flag("enable", KeyFate.App("routes")))
        {
            foreach (var butlers in Events)
            {
                Event(migration, section.In(butlers.Section), butlers);
            }
        }

        if (rest.Has("webhookURL") && EndpointSwitch.IsOn(migration.Butler, "slackPostMessage"))
        {
            Migration.Child(migration.App, "api")["slack"] = Channel(migration, rest);
        }
        else
        {
            rest.Rest(KeyFate.Off("restServerEndpointsEnable.slackPostMessage is not true, or the REST API is off."));
        }

        if (!section.Peek("enable"))
        {
            section.Rest(KeyFate.Off($"{type}Notification.enable is not true."));
        }
    }

    private void Event(Migration migration, ButlerSection section, ButlerEvent butlers)
    {
        var name = $"{type}-{butlers.Name}";
        if (!EventSwitch.IsOn(migration, section, butlers, type, name))
        {
            return;
        }

        var send = new JsonObject { ["channel"] = Channel(migration, section) };
        foreach (var (key, place) in new[] { ("fromUser", "username"), ("iconEmoji", "icon") })
        {
            if (section.Text(key, KeyFate.App($"routes: {name}: send.{place}")) is { } text)
            {
                send[place] = text;
            }
        }

        MessageForm.Read(migration, section, send, type, name);
        ScriptLogLines.Read(migration, section, send, butlers, name);
        migration.Route(name, butlers.On, send, ThrottleSeconds.Read(section, name, butlers.Per), [butlers.Per]);
    }

    private string Channel(Migration migration, ButlerSection section)
    {
        var setting = $"{type.ToUpperInvariant()}_URL";
        var url = migration.Secrets.Url(
            setting, $"the webhook of {(type == "slack" ? "Slack" : "Teams")}", MissingSetting.App, $"{section.Path}.webhookURL",
            section.Url("webhookURL", null));
        var channel = new JsonObject { ["type"] = type, ["url"] = url };
        if (section.Text("channel", null) is { } room)
        {
            channel["channel"] = room;
        }

        var name = migration.Channel(type, channel);
        section.Record("webhookURL", KeyFate.App($"channels.{name}.url, as {url}"));
        section.Record("channel", KeyFate.App($"channels.{name}.channel"));
        return name;
    }
}
