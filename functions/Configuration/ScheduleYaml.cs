using System.Globalization;
using Butler.Core.Commands;
using Butler.Core.Configuration;
using Butler.Core.Text;
using Butler.Core.Time;

namespace Butler.Functions.Configuration;

/// <summary>Reads <c>schedules</c>.</summary>
internal static class ScheduleYaml
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The last parts of paths of the API.</summary>
    private static readonly string[] Reserved = ["status", "startall", "stopall"];

    private static readonly string[] Selections = ["task", "tasks", "taskTags", "taskCustomProperties"];

    private static readonly YamlType<string> Name = Yaml.Text.Then((string name, out string result) =>
    {
        result = name;
        return Problem(name);
    });

    private static readonly YamlType<string> Cron = Yaml.Text.Then((string text, out string result) =>
    {
        result = text;
        return CronText.TryParse(text, out _, out var fault) ? null : fault.Message;
    });

    private static readonly YamlType<string> Zone = Yaml.TimeZone.Then((TimeZoneInfo zone, out string result) =>
    {
        result = zone.Id;
        return null;
    });

    private static readonly YamlType<string> TaskId = Yaml.Guid.Then((Guid id, out string result) =>
    {
        result = id.ToString();
        return null;
    });

    private static readonly YamlType<IReadOnlyDictionary<string, IReadOnlyList<string>>> Properties =
        Yaml.Map(Yaml.OneOrMore(Yaml.Text));

    public static YamlType<ScheduleOptions> Type { get; } = Yaml.Object(keys => new ScheduleOptions
    {
        Name = keys.Required("name", Name, "The name, which is also the id; it must be unique."),
        Cron = keys.Required(
            "cron", Cron, "When: minute, hour, day of the month, month and weekday; a sixth field before them is the second."),
        TimeZone = keys.Optional("timeZone", Zone, "The time zone; that of the site if absent."),
        Tasks = Tasks(keys),
        Cloud = keys.Optional("cloud", CloudTargetYaml.Type, "What starts in Qlik Cloud, in place of tasks."),
        Site = keys.Optional("site", Yaml.Text, "The Sense site; the first of sites if absent."),
        Missed = keys.Optional(
            "missed", Yaml.OneOf("skip", "once"), "skip",
            "What happens when the start was not possible at the time: skip it after 15 minutes, or start once as soon as it is possible."),
        Enabled = keys.Optional("enabled", Yaml.Bool, true, "Whether it is started."),
        Comment = keys.Optional("comment", Yaml.Text, "A comment that is shown with the schedule."),
    });

    /// <summary>Whether a schedule may have a name.</summary>
    public static bool IsAllowed(string name) => Problem(name) is null;

    /// <summary>Checks conditions between several schedules and with other keys.</summary>
    public static void Check(YamlKeys keys, ButlerOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (options.Schedules?.Count ?? 0); i++)
        {
            var at = keys.Find("schedules", i.ToString(CultureInfo.InvariantCulture));
            var (name, site) = (options.Schedules![i].Name, options.Schedules[i].Site);
            if (name is not null && !names.Add(name))
            {
                at?.Fail($"is a second schedule named \"{name}\"; a schedule's name must be unique");
            }

            if (site is not null && options.Sites is { Count: > 0 } sites && !sites.ContainsKey(site))
            {
                at?.Fail($"names the site \"{site}\", which is not among the sites{DidYouMean.Hint(site, [.. sites.Keys])}");
            }

            if (options.Schedules[i].Cloud is { Tenant: not null } target && target.Problem() is null && !keys.IsFaulty("qlikCloud")
                && CloudTargetYaml.Fault(target, options.Cloud) is { } fault)
            {
                keys.Find("schedules", i.ToString(CultureInfo.InvariantCulture), "cloud")?.Fail(fault);
            }
        }
    }

    private static string? Problem(string name) =>
        name.Length > MaxNameLength
            ? string.Create(CultureInfo.InvariantCulture, $"has {name.Length} characters; at most {MaxNameLength} are supported")
        : Guid.TryParse(name, out _) ? "is a GUID; schedules that are created over HTTP have such ids, so choose another name"
        : Reserved.Contains(name) ? "is the last part of an address of the HTTP API; choose another name"
        : null;

    private static StartTaskArguments Tasks(YamlKeys keys)
    {
        var task = keys.Optional("task", TaskId, "The id of the task.");
        var tasks = keys.Optional("tasks", Yaml.List(TaskId), [], "The ids of several tasks.");
        var tags = keys.Optional("taskTags", Yaml.OneOrMore(Yaml.Text), [], "All tasks with one of these tags.");
        var properties = keys.Optional(
            "taskCustomProperties", Properties, new Dictionary<string, IReadOnlyList<string>>(),
            "All tasks with one of these values of a custom property.");
        if (keys.IsReading && !Selections.Any(keys.Has) && !keys.Has("cloud"))
        {
            keys.Fail("task", "names no task; expected task, tasks, taskTags, taskCustomProperties or cloud");
        }

        if (keys.Has("cloud") && Selections.FirstOrDefault(keys.Has) is { } both)
        {
            keys.Fail(both, "is given beside cloud; a schedule starts either tasks of Sense or something in Qlik Cloud");
        }

        return new StartTaskArguments
        {
            TaskIds = task is null ? tasks ?? [] : [task, .. tasks ?? []],
            Tags = tags ?? [],
            CustomProperties =
            [
                .. (properties ?? new Dictionary<string, IReadOnlyList<string>>())
                    .SelectMany(property => property.Value.Select(value => new CustomPropertyValue(property.Key, value))),
            ],
        };
    }
}
