using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>How a chat message looks: Butler's <c>basic</c> text of one line, or a template's file.</summary>
internal static class MessageForm
{
    public static void Read(Migration migration, ButlerSection section, JsonObject send, string type, string route)
    {
        var form = section.Text("messageType", KeyFate.App($"routes: {route}: send"));
        if (form is not (null or "basic" or "formatted"))
        {
            section.Fail("messageType", $"is \"{form}\", expected basic or formatted");
        }

        var isBasic = form == "basic";
        var text = section.Text(
            "basicMsgTemplate", isBasic ? KeyFate.App($"routes: {route}: send.text") : KeyFate.Off("messageType is formatted."));
        if (isBasic)
        {
            section.Record("templateFile", KeyFate.Off("messageType is basic."));
            if (text is not null)
            {
                send["text"] = text;
            }
        }
        else
        {
            Template(migration, section, "templateFile", null, send, type, ".hbs", route);
        }
    }

    /// <summary>Takes a template's file along.</summary>
    public static void Template(
        Migration migration, ButlerSection section, string key, string? folder, JsonObject send, string type, string part, string route)
    {
        if (section.Peeked(key) is not { } path)
        {
            section.Record(key, KeyFate.App($"routes: {route}", "Empty: the alert has its built-in form."));
            return;
        }

        path = folder is null ? path : $"{folder.TrimEnd('/', '\\')}/{path}";
        if (migration.Files.Template(path, type, part) is { } name)
        {
            send["template"] = name;
            section.Text(key, KeyFate.Same($"routes: {route}: send.template", $"The file was copied to templates/{type}/{name}{part}."));
        }
        else
        {
            section.Text(key, KeyFate.App($"routes: {route}", "The file was not found: the alert has its built-in form."));
            migration.Step($"The template that {section.Path}.{key} names was not found. The alert has its built-in form until you copy "
                + $"the file to `templates/{type}/NAME{part}` and write `template: NAME` in the route {route}.");
        }
    }
}
