using Butler.Core.Events;
using Butler.Functions.Configuration;

namespace Butler.Functions.Alerting;

/// <summary>
/// Whether an event meets a route. It fails open: a field that could not be looked up counts as met, and the alert says so. A
/// field that events of its kind do not have does not match.
/// </summary>
internal static class RouteMatcher
{
    /// <summary>Null when the route does not match; else the conditions that were taken as met for want of knowledge.</summary>
    public static IReadOnlyList<string>? Match(RouteOptions route, CloudEvent @event, TaskEventData? task)
    {
        var open = new List<string>();
        var exact = route.On.Any(pattern => EventPatterns.Matches(pattern, @event.Type));
        if (!exact)
        {
            if (!EventPatterns.PossibleTypes(@event.Type).Any(type => route.On.Any(pattern => EventPatterns.Matches(pattern, type))))
            {
                return null;
            }

            open.Add("type");
        }

        return route.Where is null || new Conditions(@event, task, open, whenUnknown: true).Hold(route.Where) ? open : null;
    }

    /// <summary>One event against the conditions of one route; what is not known holds within <c>where</c>, and excludes nothing within <c>not</c>.</summary>
    private sealed class Conditions(CloudEvent @event, TaskEventData? task, List<string> open, bool whenUnknown)
    {
        public bool Hold(WhereOptions where) =>
            Each(where).All(condition => condition is null or true)
            && (where.Not is null || !new Conditions(@event, task, open, whenUnknown: false).Each(where.Not).Any(condition => condition == true));

        /// <summary>Each condition that is set: true or false; null for those that are not.</summary>
        private IEnumerable<bool?> Each(WhereOptions where)
        {
            yield return Any("taskTags", where.TaskTags, "task", task is null ? null : task.Task?.Tags);
            yield return Properties("taskCustomProperties", where.TaskCustomProperties, "task", task is null ? null : task.Task?.CustomProperties);
            yield return Any("appTags", where.AppTags, "app", task?.App?.Tags);
            yield return Properties("appCustomProperties", where.AppCustomProperties, "app", task?.App?.CustomProperties);
            yield return Any("apps", where.Apps, "app", Known(task?.AppName, task?.AppId, task?.App?.Name));
            yield return Any("tasks", where.Tasks, "task", Known(task?.TaskName, task?.TaskId, task?.Task?.Name));
            yield return Any("owners", where.Owners, "owner", task?.Owner is { } owner ? Known($"{owner.Directory}\\{owner.UserId}", owner.Name) : null);
            yield return Any("streams", where.Streams, "app", task?.App is { } app ? Known(app.Stream) ?? [] : null);
            yield return Any("hosts", where.Hosts, null, Known(task?.Host));
            yield return Any("sites", where.Sites, null, Known(@event.Site));
            yield return Any("environments", where.Environments, null, Known(@event.Environment));
            yield return Any("tenants", where.Tenants, null, Known(@event.Source.StartsWith("/cloud/", StringComparison.Ordinal) ? @event.Source[7..] : null));
            yield return Any("spaces", where.Spaces, null, null);
        }

        private bool? Any(string field, IReadOnlyList<string> wanted, string? part, IReadOnlyList<string>? found)
        {
            if (wanted.Count == 0)
            {
                return null;
            }

            return found is null
                ? Unknown(field, part)
                : found.Any(value => wanted.Any(pattern => EventPatterns.Matches(pattern, value)));
        }

        private bool? Properties(
            string field, IReadOnlyDictionary<string, IReadOnlyList<string>> wanted, string part, IReadOnlyList<CustomProperty>? found)
        {
            if (wanted.Count == 0)
            {
                return null;
            }

            return found is null
                ? Unknown(field, part)
                : wanted.All(property => found.Any(f => f.Name.Equals(property.Key, StringComparison.OrdinalIgnoreCase)
                    && property.Value.Any(pattern => EventPatterns.Matches(pattern, f.Value))));
        }

        /// <summary>Met when the part could not be looked up; not met when events of this kind have no such part.</summary>
        private bool Unknown(string field, string? part)
        {
            if (part is null || task?.Enrichment.Missing.Contains(part) != true)
            {
                return false;
            }

            open.Add(field);
            return whenUnknown;
        }

        private static List<string>? Known(params string?[] values)
        {
            var known = values.OfType<string>().Where(v => v.Length > 0).Distinct().ToList();
            return known.Count == 0 ? null : known;
        }
    }
}
