using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>How many lines of the script log an alert shows.</summary>
internal static class ScriptLogLines
{
    public static void Read(Migration migration, ButlerSection section, JsonObject send, ButlerEvent butlers, string route)
    {
        if (butlers.IsService)
        {
            return;
        }

        var head = section.Number("headScriptLogLines", 0, int.MaxValue, KeyFate.App($"routes: {route}: send.scriptLog.head"));
        var tail = section.Number("tailScriptLogLines", 0, int.MaxValue, KeyFate.App($"routes: {route}: send.scriptLog.tail"));
        if (head is not null || tail is not null)
        {
            send["scriptLog"] = migration.ScriptLog(head ?? 0, tail ?? 0);
        }
    }
}
