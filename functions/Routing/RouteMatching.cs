using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Routing;

internal static class RouteMatching
{
    /// <summary>Whether a route names the event's type.</summary>
    public static bool MayMatch(ButlerOptions options, CloudEvent @event) =>
        options.Routes.Any(route => route.On.Any(pattern => EventPatterns.Matches(pattern, @event.Type)));

    /// <summary>The routes that an event matches, in the order of the file.</summary>
    public static IReadOnlyList<RouteMatch> Match(ButlerOptions options, CloudEvent @event, TaskEventData? task)
    {
        // A summary of late events belongs to the route of these events, even if the route does not name its type.
        var summarised = @event.Type == EventTypes.EventLate ? EventData.LateSummary(@event)?.Route : null;
        var matcher = new RouteMatcher(@event, task);
        var matches = new List<RouteMatch>();
        foreach (var route in options.Routes)
        {
            if (route.Name == summarised)
            {
                matches.Add(new RouteMatch(route with { Throttle = null, Group = null }, []));
            }
            else if (matcher.Match(route) is { } open)
            {
                matches.Add(new RouteMatch(route, open));
            }
        }

        // Events about this system are not lost when no route matches.
        if (matches.Count == 0 && !EventKinds.IsMetric(@event) && options.DefaultRoute is { } own && matcher.Match(own) is not null)
        {
            matches.Add(new RouteMatch(own, []));
        }

        return matches;
    }
}

/// <summary>A matching route, and the conditions that were treated as met because a value was unknown.</summary>
internal sealed record RouteMatch(RouteOptions Route, IReadOnlyList<string> FailedOpen);
