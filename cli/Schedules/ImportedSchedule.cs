using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Butler.Core.Text;
using Butler.Core.Time;
using Butler.Functions.Configuration;

namespace Butler.Cli.Schedules;

/// <summary>A schedule of Butler as it is here, with what changes.</summary>
internal sealed record ImportedSchedule
{
    private const int RoomForNumber = 10;

    public required ButlerSchedule Butler { get; init; }

    /// <summary>The name, which is unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The cron text here.</summary>
    public required string Cron { get; init; }

    /// <summary>When Butler starts it next, UTC; null: never, or it is stopped.</summary>
    public DateTimeOffset? OldNext { get; init; }

    /// <summary>When it starts next here, UTC; null: never, or it is stopped.</summary>
    public DateTimeOffset? NewNext { get; init; }

    /// <summary>What changes, as sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why it cannot be imported; null if it can.</summary>
    public string? Fault { get; init; }

    /// <summary>The id for the HTTP API: Butler's, or one derived from it. So a second import creates nothing twice.</summary>
    public Guid Id => Guid.TryParse(Butler.Id, out var id) ? id : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Butler.Id)).AsSpan(..16));

    /// <summary>Converts schedules.</summary>
    /// <param name="schedules">Butler's.</param>
    /// <param name="zone">The time zone of Butler's machine, in which it starts everything.</param>
    /// <param name="now">The time, UTC.</param>
    public static IReadOnlyList<ImportedSchedule> Of(IReadOnlyList<ButlerSchedule> schedules, TimeZoneInfo zone, DateTimeOffset now)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. schedules.Select(schedule => Of(schedule, names, zone, now))];
    }

    private static ImportedSchedule Of(ButlerSchedule schedule, HashSet<string> names, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (name, warnings, cron) = (Unique(schedule.Name, names), new List<string>(), ButlerCron.Read(schedule.Cron));
        if (name != schedule.Name)
        {
            warnings.Add($"The name is used twice, or is not possible here; it becomes \"{name}\".");
        }

        var imported = new ImportedSchedule { Butler = schedule, Name = name, Cron = cron.Text };
        if (!CronText.TryParse(cron.Text, out var text, out var fault))
        {
            return imported with { Fault = $"The cron text \"{cron.Text}\" {fault.Message}." };
        }

        if (!TimeZoneNames.TryFind(schedule.TimeZone, out var own))
        {
            return imported with { Fault = $"The time zone \"{schedule.TimeZone}\" is unknown." };
        }

        if (!Guid.TryParse(schedule.TaskId, out _))
        {
            return imported with { Fault = $"The task \"{schedule.TaskId}\" is not a GUID." };
        }

        var old = cron.Refused is null && schedule.IsStarted ? text.Next(now, zone) : null;
        var next = schedule.IsStarted ? text.Next(now, own) : null;
        if (cron.HasMonths)
        {
            warnings.Add($"Butler counts months from 0 for January, so \"{schedule.Cron}\" is written as \"{cron.Text}\". If the file was "
                + $"meant as crontab has it, write the months as they were.");
        }

        if (cron.Refused is not null)
        {
            warnings.Add($"Butler refuses \"{cron.Refused}\" in \"{schedule.Cron}\" and never started it. Here it is valid"
                + $"{(schedule.IsStarted ? ", and starts" : "")}.");
        }
        else if (old != next)
        {
            warnings.Add($"Butler does not use the time zone {schedule.TimeZone}, but that of its machine ({zone.Id}). Here the next start "
                + $"is at {Shown(next)} instead of {Shown(old)} UTC.");
        }

        if (schedule.LastKnownState is { } state && state.StartsWith("start", StringComparison.Ordinal) != schedule.IsStarted)
        {
            warnings.Add($"Its last known state is {state}, but Butler begins with startupState, and so does the import.");
        }

        return imported with { OldNext = old, NewNext = next, Warnings = warnings };
    }

    /// <summary>A time in a table or a sentence.</summary>
    public static string Shown(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>A name that is not used yet, and that <c>butler.yaml</c> allows.</summary>
    private static string Unique(string name, HashSet<string> names)
    {
        var cut = TextCut.Beginning(name, ScheduleYaml.MaxNameLength - RoomForNumber);
        var found = ScheduleYaml.IsAllowed(cut) ? cut : $"Schedule {cut}";
        for (var number = 2; !names.Add(found); number++)
        {
            found = string.Create(CultureInfo.InvariantCulture, $"{cut} ({number})");
        }

        return found;
    }
}
