using Butler.Core.Configuration;

namespace Butler.RelayAgent.Monitors.Tasks;

internal static class TaskMonitorOptionsReader
{
    /// <summary>The section <c>monitors.tasks</c>.</summary>
    public static YamlType<TaskMonitorOptions> Type()
    {
        var standard = new TaskMonitorOptions();
        return Yaml.Object(keys =>
        {
            var options = new TaskMonitorOptions
            {
                Slow = keys.Optional(
                    "slow", Yaml.Int(2, 100).Then<int?>(Some),
                    "From how many times its usual duration on a run is slow; absent: slow runs are not watched"),
                Missed = keys.Optional(
                    "missed", Yaml.Duration.Then<TimeSpan?>(AFewMinutesToADay),
                    "How long after its due time a task that has not started is missed; absent: missed tasks are not watched"),
                Every = keys.Optional(
                    "every", Yaml.Duration.Then<TimeSpan>(SecondsToMinutes), standard.Every, "The interval between two looks"),
            };
            if (keys.IsReading && !keys.Has("slow") && !keys.Has("missed"))
            {
                keys.Fail("slow", "watches nothing: add slow (such as 3), missed (such as 15m) or both");
            }

            return options;
        });
    }

    private static string? Some(int value, out int? result)
    {
        result = value;
        return null;
    }

    private static string? AFewMinutesToADay(TimeSpan value, out TimeSpan? result)
    {
        result = value;
        return value < TimeSpan.FromMinutes(2) || value > TimeSpan.FromDays(1) ? "must be from 2m to 1d" : null;
    }

    private static string? SecondsToMinutes(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(10) || value > TimeSpan.FromMinutes(10) ? "must be from 10s to 10m" : null;
}
