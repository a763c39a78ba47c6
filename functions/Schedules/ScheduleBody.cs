using System.Globalization;
using Butler.Core.Api;
using Butler.Core.Commands;
using Butler.Core.Text;
using Butler.Core.Time;
using Butler.Functions.Configuration;

namespace Butler.Functions.Schedules;

/// <summary>The body of a request that creates or changes a schedule.</summary>
internal static class ScheduleBody
{
    public const int MaxBytes = 64 * 1024;

    private static readonly ApiField Id = ApiField.Text(
        "id", "A GUID of the caller's choice, so that a repeated request creates no second schedule; if absent, one is made.");

    private static readonly ApiField Name = ApiField.Text("name", "The name.");
    private static readonly ApiField Cron = ApiField.Text(
        "cronSchedule", "Minute, hour, day of the month, month and weekday; a sixth field before them is the second.");

    private static readonly ApiField Zone = ApiField.Text("timezone", "The IANA or Windows name of the time zone.");
    private static readonly ApiField Task = ApiField.Text("qlikSenseTaskId", "The task; required unless others select tasks.");
    private static readonly ApiField Startup = ApiField.Text("startupState", "Whether it is started when it is created.")
        with
    { Choices = ScheduleState.Choices };

    private static readonly ApiField Tags = ApiField.Texts("tags", "Labels of the schedule, which have no effect.");
    private static readonly ApiField TaskIds = ApiField.Texts("taskIds", "Several tasks.");
    private static readonly ApiField TaskTags = ApiField.Texts("taskTags", "All tasks with one of these tags in Sense.");
    private static readonly ApiField PropertyName = ApiField.Text("name", "The custom property.").Required();
    private static readonly ApiField PropertyValue = ApiField.Text("value", "Its value.").Required();
    private static readonly ApiField Properties = ApiField.Objects(
        "taskCustomProperties", "All tasks with one of these values of a custom property.", PropertyName, PropertyValue);

    private static readonly ApiField Site = ApiField.Text("site", "The Sense site; the default site if absent.");
    private static readonly ApiField Missed = ApiField.Text(
        "missed", "What happens to a start that was not possible: skip (the default) or once.")
        with
    { Choices = [MissedPolicy.Skip, MissedPolicy.Once] };

    private static readonly ApiField CloudTenant = ApiField.Text("tenant", "The tenant's name in butler.yaml.").Required();
    private static readonly ApiField CloudApp = ApiField.Text("app", "The id of the app to reload.");
    private static readonly ApiField CloudPartial = ApiField.Boolean("partial", "Whether the reload is a partial one.");
    private static readonly ApiField CloudAutomation = ApiField.Text("automation", "The automation's id, or its name in butler.yaml.");
    private static readonly ApiField Cloud = ApiField.Object(
        "cloud", "What is started in Qlik Cloud, in place of tasks: an app's reload or an automation.", CloudTenant, CloudApp, CloudPartial,
        CloudAutomation);

    private static readonly ApiField Comment = ApiField.Text("comment", "A comment.");

    /// <summary>The fields of a new schedule.</summary>
    public static IReadOnlyList<ApiField> ForNew { get; } =
    [
        Name.Required(), Cron.Required(), Zone.Required(), Task, Startup.Required(), Tags, Id, TaskIds, TaskTags, Properties, Cloud, Site,
        Missed, Comment,
    ];

    /// <summary>The fields of a change; what is absent stays.</summary>
    public static IReadOnlyList<ApiField> ForChange { get; } =
        [Name, Cron, Zone, Task, Startup, Tags, TaskIds, TaskTags, Properties, Cloud, Site, Missed, Comment];

    /// <summary>The id of a new schedule; null if the request names none.</summary>
    public static Guid? IdOf(RequestFields body) => body.Text(Id) is not { Length: > 0 } id ? null
        : Guid.TryParse(id, out var guid) ? guid
        : throw body.MustBe(Id.Name, "a GUID");

    /// <summary>Reads a definition.</summary>
    /// <param name="body">The body.</param>
    /// <param name="options">The configuration, for the sites.</param>
    /// <param name="known">The definition before the change; null for a new schedule.</param>
    /// <param name="now">The time, UTC.</param>
    /// <exception cref="ProblemException">A field is missing or faulty.</exception>
    public static ScheduleDefinition Read(RequestFields body, ButlerOptions options, ScheduleDefinition? known, DateTimeOffset now)
    {
        var target = CloudOf(body, options);
        string Given(ApiField field, string? before) => before is null ? body.RequiredText(field) : body.Text(field) ?? before;
        return new ScheduleDefinition
        {
            Name = Checked(body, Name, Given(Name, known?.Name)),
            Cron = CronOf(Given(Cron, known?.Cron)),
            TimeZone = ZoneOf(body, Given(Zone, known?.TimeZone)),
            Tasks = target is null ? TasksOf(body, known) : new StartTaskArguments(),
            Cloud = target ?? (HasTasks(body) ? null : known?.Cloud),
            StartupState = Given(Startup, known?.StartupState),
            Tags = body.Has(Tags) ? body.Texts(Tags) : known?.Tags ?? [],
            Site = SiteOf(body, options, known),
            Missed = body.Text(Missed) ?? known?.Missed ?? MissedPolicy.Skip,
            Comment = body.Text(Comment) ?? known?.Comment,
            Created = known is null ? now : known.Created,
        };
    }

    private static string Checked(RequestFields body, ApiField field, string text) => text.Length is > 0 and <= ScheduleYaml.MaxNameLength
        ? text
        : throw body.MustBe(
            field.Name, string.Create(CultureInfo.InvariantCulture, $"text of 1 to {ScheduleYaml.MaxNameLength} characters"));

    private static string CronOf(string text) => CronText.TryParse(text, out _, out var fault)
        ? text
        : throw ProblemException.ForLoadScripts(400, $"body/{Cron.Name} {fault.Message}");

    private static string ZoneOf(RequestFields body, string name) => TimeZoneNames.TryFind(name, out _)
        ? name
        : throw body.MustBe(Zone.Name, $"a time zone such as Europe/Stockholm or W. Europe Standard Time; \"{name}\" is unknown");

    private static string SiteOf(RequestFields body, ButlerOptions options, ScheduleDefinition? known)
    {
        var site = body.Text(Site) ?? known?.Site ?? options.DefaultSite;
        return options.Sites.Count == 0 || options.Sites.ContainsKey(site)
            ? site
            : throw body.MustBe(
                Site.Name,
                $"one of the sites in butler.yaml; \"{site}\" is not among them{DidYouMean.Hint(site, [.. options.Sites.Keys])}");
    }

    private static bool HasTasks(RequestFields body) => new[] { Task, TaskIds, TaskTags, Properties }.Any(body.Has);

    private static CloudTarget? CloudOf(RequestFields body, ButlerOptions options)
    {
        if (body.Object(Cloud) is not { } cloud)
        {
            return null;
        }

        if (HasTasks(body))
        {
            throw body.MustBe(Cloud.Name, "given without tasks: a schedule starts either tasks of Sense or something in Qlik Cloud");
        }

        var target = new CloudTarget(cloud.RequiredText(CloudTenant))
        {
            App = cloud.Text(CloudApp) is not { } app ? null
                : CloudIds.IsId(app) ? app
                : throw cloud.MustBe(CloudApp.Name, "an id of Qlik Cloud"),
            Partial = cloud.Boolean(CloudPartial) ?? false,
            Automation = cloud.Text(CloudAutomation),
        };
        return (target.Problem() ?? CloudTargetYaml.Fault(target, options.Cloud)) is { } fault
            ? throw ProblemException.ForLoadScripts(400, $"body/{Cloud.Name} {fault}")
            : target;
    }

    private static StartTaskArguments TasksOf(RequestFields body, ScheduleDefinition? known)
    {
        var (ids, tags, properties) = (body.Texts(TaskIds), body.Texts(TaskTags), body.Objects(Properties));
        var hasOthers = ids.Count + tags.Count + properties.Count > 0;
        var task = hasOthers || known is not null ? body.Text(Task) : body.RequiredText(Task);
        if (task is null && !hasOthers)
        {
            return known!.Tasks;
        }

        return new StartTaskArguments
        {
            TaskIds = [.. (task is null ? [] : new[] { TaskId(body, Task, task) }).Concat(ids.Select(id => TaskId(body, TaskIds, id)))],
            Tags = tags,
            CustomProperties =
            [
                .. properties.Select(each => new CustomPropertyValue(each.RequiredText(PropertyName), each.RequiredText(PropertyValue))),
            ],
        };
    }

    private static string TaskId(RequestFields body, ApiField field, string id) =>
        Guid.TryParse(id, out var guid) ? guid.ToString() : throw body.MustBe(field.Name, $"a GUID; \"{id}\" is not one");
}
