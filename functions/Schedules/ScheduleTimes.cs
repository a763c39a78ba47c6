using System.Diagnostics.CodeAnalysis;
using Butler.Core.Time;

namespace Butler.Functions.Schedules;

/// <summary>The due times of a schedule, and how long each of them may still be started.</summary>
internal sealed class ScheduleTimes
{
    /// <summary>How long a start is retried when missed runs are skipped.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly CronText cron;
    private readonly TimeZoneInfo zone;

    private ScheduleTimes(CronText cron, TimeZoneInfo zone) => (this.cron, this.zone) = (cron, zone);

    /// <summary>Reads cron text and time zone.</summary>
    /// <param name="definition">The schedule.</param>
    /// <param name="times">The result.</param>
    /// <param name="fault">The fault as a sentence; null if there is none.</param>
    public static bool TryCreate(
        ScheduleDefinition definition, [NotNullWhen(true)] out ScheduleTimes? times, [NotNullWhen(false)] out string? fault)
    {
        times = null;
        if (!CronText.TryParse(definition.Cron, out var cron, out var found))
        {
            fault = $"The cron text \"{definition.Cron}\" {found.Message}.";
            return false;
        }

        if (!TimeZoneNames.TryFind(definition.TimeZone, out var zone))
        {
            fault = $"The time zone \"{definition.TimeZone}\" is unknown; expected one such as Europe/Stockholm or "
                + $"W. Europe Standard Time.";
            return false;
        }

        (times, fault) = (new ScheduleTimes(cron, zone), null);
        return true;
    }

    /// <summary>The first due time after a time, UTC; the end of all time if there is none.</summary>
    public DateTimeOffset Next(DateTimeOffset after) => cron.Next(after, zone) ?? DateTimeOffset.MaxValue;

    /// <summary>Whether a time is a due time.</summary>
    public bool IsDue(DateTimeOffset time) => cron.IsDue(time, zone);

    /// <summary>When a due time is given up.</summary>
    public DateTimeOffset End(DateTimeOffset due, string missed)
    {
        var next = Next(due);
        return missed == MissedPolicy.Once || next < due + Patience ? next : due + Patience;
    }
}
