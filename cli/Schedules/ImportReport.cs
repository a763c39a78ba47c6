using Spectre.Console;

namespace Butler.Cli.Schedules;

/// <summary>Shows the next start in Butler and here, side by side, and what changes.</summary>
internal static class ImportReport
{
    /// <summary>Enough columns for complete lines where the output is not a terminal.</summary>
    private const int WideEnough = 400;

    public static void Write(TextWriter output, IReadOnlyList<ImportedSchedule> schedules)
    {
        var target = new AnsiConsoleOutput(output);
        var settings = new AnsiConsoleSettings { Out = target };
        if (!target.IsTerminal)
        {
            settings.Ansi = AnsiSupport.No;
            settings.Interactive = InteractionSupport.No;
        }

        var terminal = AnsiConsole.Create(settings);
        if (!target.IsTerminal)
        {
            terminal.Profile.Width = WideEnough;
        }

        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Name", "Cron in Butler", "Cron here", "Time zone", "Next in Butler (UTC)", "Next here (UTC)", "Changes");
        foreach (var schedule in schedules)
        {
            table.AddRow([.. Cells(schedule).Select(Markup.Escape)]);
        }

        terminal.Write(table);
        foreach (var schedule in schedules)
        {
            foreach (var warning in schedule.Warnings)
            {
                output.WriteLine($"warning: {schedule.Name}: {warning}");
            }

            if (schedule.Fault is not null)
            {
                output.WriteLine($"error: {schedule.Name} (line {schedule.Butler.Line}) is not imported: {schedule.Fault}");
            }
        }
    }

    private static string[] Cells(ImportedSchedule schedule) =>
    [
        schedule.Name, schedule.Butler.Cron, schedule.Fault is null ? schedule.Cron : "", schedule.Butler.TimeZone,
        Next(schedule, schedule.OldNext), Next(schedule, schedule.NewNext),
        schedule.Fault is not null ? "not imported" : schedule.Warnings.Count > 0 ? "yes" : "no",
    ];

    private static string Next(ImportedSchedule schedule, DateTimeOffset? time) => schedule switch
    {
        { Fault: not null } => "",
        { Butler.IsStarted: false } => "stopped",
        _ => ImportedSchedule.Shown(time),
    };
}
