using System.Globalization;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>scheduler</c>: the schedule file.</summary>
internal sealed class SchedulerRule : ISectionRule
{
    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("scheduler");
        var isOn = section.Flag("enable", KeyFate.App("schedules"));
        section.Record("configfile", (isOn, migration.Schedules) switch
        {
            (false, _) => KeyFate.Off("scheduler.enable is not true."),
            (_, null) => KeyFate.App("schedules", "The file was not found beside this one; name it with --schedules, and run this again."),
            (_, var schedules) => KeyFate.Same("schedules", string.Create(
                CultureInfo.InvariantCulture, $"{schedules.Count(s => s.Fault is null)} of {schedules.Count} schedules, see below.")),
        });
        if (!isOn && migration.Schedules is not null)
        {
            migration.Step("`scheduler.enable` is not true in Butler's file, so its schedules were not taken over.");
        }

        if (isOn && migration.Schedules is null)
        {
            migration.Step("The schedule file was not found, so no schedules were taken over. Run this again with --schedules FILE, or use "
                + "`butler schedules import`.");
        }
    }
}
