using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>emailNotification</c>.</summary>
internal sealed class EmailRule : ISectionRule
{
    private static readonly ButlerEvent[] Events =
    [
        ButlerEvent.ReloadSucceeded, ButlerEvent.ReloadAborted, ButlerEvent.ReloadFailed, .. ButlerEvent.OtherTasks,
        ButlerEvent.ServiceStopped, ButlerEvent.ServiceStarted,
    ];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("emailNotification");
        if (section.Flag("enable", KeyFate.App("routes")))
        {
            SmtpSection? server = null;
            foreach (var butlers in Events)
            {
                var name = $"email-{butlers.Name}";
                if (EventSwitch.IsOn(migration, section.In(butlers.Section), butlers, "email", name))
                {
                    server ??= SmtpSection.Read(migration, section.In("smtp"));
                    Event(migration, section.In(butlers.Section), butlers, name, server);
                }
            }

            if (server is null)
            {
                section.In("smtp").Rest(KeyFate.Off("No event of emailNotification is on."));
            }
        }
        else
        {
            section.Rest(KeyFate.Off("emailNotification.enable is not true."));
        }
    }

    private static void Event(Migration migration, ButlerSection section, ButlerEvent butlers, string name, SmtpSection server)
    {
        string Place(string key) => $"routes: {name}: send.{key}";
        var from = section.Required("fromAddress", KeyFate.App(Place("from")));
        var send = new JsonObject { ["channel"] = server.Channel(migration, from), ["from"] = from };
        var recipients = section.Texts("recipients", KeyFate.App(Place("to")));
        if (recipients.Count > 0)
        {
            send["to"] = new JsonArray([.. recipients.Select(address => (JsonNode)address)]);
        }

        if (!RecipientSection.Read(section, send, name, recipients.Count > 0))
        {
            section.Rest(KeyFate.Off("It names no recipient, so no mail was sent."));
            return;
        }

        if (section.Text("subject", KeyFate.App(Place("subject"))) is { } subject)
        {
            send["subject"] = subject;
        }

        if (section.Text("priority", KeyFate.App(Place("priority"))) is { } priority)
        {
            send["priority"] = priority;
        }

        var folder = section.Text("bodyFileDirectory", KeyFate.Same(Place("template"), "Templates are in templates/email."));
        MessageForm.Template(migration, section, "htmlTemplateFile", folder, send, "email", ".html.hbs", name);
        ScriptLogLines.Read(migration, section, send, butlers, name);
        migration.Route(
            name, butlers.On, send, ThrottleSeconds.Read(section, name, $"{butlers.Per} and recipient"), [butlers.Per, "recipient"]);
    }
}
