using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Routing;

/// <summary>
/// Matches an event with routes. It fails open: a field that could not be looked up counts as met, and the alert says so. A field that
/// events of this kind do not have does not match. The compared values are read from the event once for all routes.
/// </summary>
internal sealed class RouteMatcher(CloudEvent @event, TaskEventData? task)
{
    private readonly IReadOnlyList<string> missing = EventData.Missing(@event, task);
    private readonly string[] possibleTypes = [.. EventPatterns.PossibleTypes(@event.Type)];
    private readonly string[]? apps = task is null ? Data(@event, "appName", "appId") : Known(task.AppName, task.AppId, task.App?.Name);
    private readonly IReadOnlyList<string>? appTags = task is null ? CloudTags(@event) : task.App?.Tags;
    private readonly string[]? tasks = Known(task?.TaskName, task?.TaskId, task?.Task?.Name);
    private readonly string[]? owners = task?.Owner is { } owner
        ? Known($"{owner.Directory}\\{owner.UserId}", owner.Name)
        : Data(@event, "appOwnerName", "appOwnerUserId", "appOwnerEmail");
    private readonly string[]? streams = task?.App is { } app ? Known(app.Stream) ?? [] : null;
    private readonly string[]? hosts = Known(EventData.Host(@event, task));
    private readonly string[]? services = Data(@event, "serviceName", "serviceDisplayName", "serviceFriendlyName");
    private readonly string[]? spaces = Data(@event, "spaceName", "spaceId");
    private readonly string[]? sites = Known(@event.Site);
    private readonly string[]? environments = Known(@event.Environment);
    private readonly string[]? tenants = Known(@event.Tenant);

    /// <summary>Null when the route does not match; else the conditions that were treated as met because a value was unknown.</summary>
    public IReadOnlyList<string>? Match(RouteOptions route)
    {
        List<string>? open = null;
        if (!IsAny(route.On, @event.Type))
        {
            if (!MayBe(route.On))
            {
                return null;
            }

            open = ["type"];
        }

        if (route.Where is { } where && (Has(where, false, ref open) || (where.Not is not null && Has(where.Not, true, ref open))))
        {
            return null;
        }

        return (IReadOnlyList<string>?)open ?? [];
    }

    /// <summary>Whether one of the conditions has the given result; a condition with an unknown value has the opposite result.</summary>
    private bool Has(WhereOptions where, bool outcome, ref List<string>? open) =>
        Is("taskTags", where.TaskTags, "task", task?.Task?.Tags, outcome, ref open)
        || Is("taskCustomProperties", where.TaskCustomProperties, "task", task?.Task?.CustomProperties, outcome, ref open)
        || Is("appTags", where.AppTags, task is null ? "tags" : "app", appTags, outcome, ref open)
        || Is("appCustomProperties", where.AppCustomProperties, "app", task?.App?.CustomProperties, outcome, ref open)
        || Is("apps", where.Apps, "app", apps, outcome, ref open)
        || Is("tasks", where.Tasks, "task", tasks, outcome, ref open)
        || Is("owners", where.Owners, "owner", owners, outcome, ref open)
        || Is("streams", where.Streams, "app", streams, outcome, ref open)
        || Is("hosts", where.Hosts, null, hosts, outcome, ref open)
        || Is("sites", where.Sites, null, sites, outcome, ref open)
        || Is("environments", where.Environments, null, environments, outcome, ref open)
        || Is("tenants", where.Tenants, null, tenants, outcome, ref open)
        || Is("services", where.Services, null, services, outcome, ref open)
        || Is("spaces", where.Spaces, "space", spaces, outcome, ref open);

    private bool Is(
        string field, IReadOnlyList<string> wanted, string? part, IReadOnlyList<string>? found, bool outcome, ref List<string>? open)
    {
        if (wanted.Count == 0)
        {
            return false;
        }

        for (var i = 0; i < found?.Count; i++)
        {
            if (IsAny(wanted, found[i]))
            {
                return outcome;
            }
        }

        // An event of Qlik Cloud always has the ids, but a condition may name what could not be looked up.
        var mayBeOther = found is null || @event.Tenant is not null;
        return !(mayBeOther && IsUnknown(field, part, ref open)) && !outcome;
    }

    private bool Is(
        string field, IReadOnlyDictionary<string, IReadOnlyList<string>> wanted, string part, IReadOnlyList<CustomProperty>? found,
        bool outcome, ref List<string>? open)
    {
        if (wanted.Count == 0)
        {
            return false;
        }

        return found is null
            ? !IsUnknown(field, part, ref open) && !outcome
            : wanted.All(property => found.Any(f => NameText.Same(f.Name, property.Key) && IsAny(property.Value, f.Value))) == outcome;
    }

    /// <summary>
    /// Whether a field could not be looked up; false when events of this kind do not have it, which counts as another value.
    /// </summary>
    private bool IsUnknown(string field, string? part, ref List<string>? open)
    {
        if (part is null || !missing.Contains(part))
        {
            return false;
        }

        (open ??= []).Add(field);
        return true;
    }

    /// <summary>Whether the event may be of one of the types, as far as is known.</summary>
    private bool MayBe(IReadOnlyList<string> on)
    {
        foreach (var type in possibleTypes)
        {
            if (IsAny(on, type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAny(IReadOnlyList<string> patterns, string text)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (EventPatterns.IsName(patterns[i], text))
            {
                return true;
            }
        }

        return false;
    }

    private static IReadOnlyList<string>? CloudTags(CloudEvent @event) =>
        EventKinds.Find(@event.Type)?.Has("appTags") == true ? new EventFields(@event).Texts("appTags") : null;

    /// <summary>The texts of the fields; null when events of this kind do not have them, or they are unknown.</summary>
    private static string[]? Data(CloudEvent @event, params ReadOnlySpan<string> names)
    {
        if (EventKinds.Find(@event.Type) is not { HasTaskData: false } kind)
        {
            return null;
        }

        var fields = new EventFields(@event);
        var known = new List<string>(names.Length);
        foreach (var name in names)
        {
            if (kind.Has(name) && fields.Text(name) is { } text)
            {
                known.Add(text);
            }
        }

        return known.Count == 0 ? null : [.. known];
    }

    private static string[]? Known(params ReadOnlySpan<string?> values)
    {
        var known = new List<string>(values.Length);
        foreach (var value in values)
        {
            if (!string.IsNullOrEmpty(value) && !known.Contains(value))
            {
                known.Add(value);
            }
        }

        return known.Count == 0 ? null : [.. known];
    }
}
