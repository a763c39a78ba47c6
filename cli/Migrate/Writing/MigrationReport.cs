using System.Globalization;
using System.Text;
using Butler.Cli.Migrate.Model;
using Butler.Cli.Schedules;

namespace Butler.Cli.Migrate.Writing;

/// <summary>Writes <c>migration.md</c>. It shows keys and places, never values of Butler's file.</summary>
internal static class MigrationReport
{
    public static string Of(Migration migration, KeyLedger ledger, string source)
    {
        var text = new StringBuilder();
        Line($"# From {source}");
        Line();
        Line("What became of Butler's configuration. No value of a secret is in any of the written files.");
        Line();
        foreach (var outcome in KeyFate.Outcomes)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"- {outcome}: {ledger.Keys.Count(key => key.Fate.Outcome == outcome)} keys"));
        }

        Line();
        Line("## To do");
        Line();
        foreach (var (step, number) in Steps(migration).Select((step, i) => (step, i + 1)))
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"{number}. {step}"));
        }

        Line();
        Line("## Settings to make");
        Line();
        Line("| Setting | For | Holds | From |");
        Line("|---|---|---|---|");
        foreach (var setting in migration.Secrets.All)
        {
            Line($"| `{setting.Name}` | {setting.For} | {Cell(setting.What)} | {Cell(setting.From)} |");
        }

        Schedules();
        Line();
        Line("## Every key");
        Line();
        Line("| Key | Line | Outcome | Now in | What changes, or why |");
        Line("|---|---|---|---|---|");
        foreach (var (path, line, fate) in ledger.Keys)
        {
            Line(string.Create(
                CultureInfo.InvariantCulture, $"| `{Cell(path)}` | {line} | {fate.Outcome} | {Cell(fate.Where)} | {Cell(fate.Note)} |"));
        }

        return text.ToString();

        void Line(string line = "") => text.Append(line).Append('\n');

        void Schedules()
        {
            if (migration.Schedules is not { Count: > 0 } schedules || !migration.Butler.Peek("scheduler.enable"))
            {
                return;
            }

            Line();
            Line("## Schedules");
            Line();
            Line("| Name | Cron in Butler | Cron here | Next in Butler (UTC) | Next here (UTC) | What changes |");
            Line("|---|---|---|---|---|---|");
            foreach (var schedule in schedules)
            {
                var changes = schedule.Fault is { } fault ? $"Not taken over: {fault}" : string.Join(' ', schedule.Warnings);
                Line($"| {Cell(schedule.Name)} | `{Cell(schedule.Butler.Cron)}` | `{Cell(schedule.Cron)}` "
                    + $"| {ImportedSchedule.Shown(schedule.OldNext)} | {ImportedSchedule.Shown(schedule.NewNext)} | {Cell(changes)} |");
            }
        }
    }

    private static IEnumerable<string> Steps(Migration migration) =>
    [
        "Make the settings below: those of the function app in its configuration, those of the relay in the environment of its service.",
        "`BUTLER_COMMAND_KEY` is the master key in the function app, and a key of its own in the relay: `butler relay-key` makes both.",
        .. migration.Steps,
        $"Times in alerts are shown in the time zone {migration.Zone.Id}: `sites.default.timeZone`. Correct it if Butler ran in another.",
        "Read the rows \"changed\", \"no counterpart\" and \"unknown\" below.",
        "Run both side by side first: docs/migrate.md says how, and how to go back.",
    ];

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
