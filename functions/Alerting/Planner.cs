using Butler.Core.Events;
using Butler.Core.Tables;
using Butler.Functions.Configuration;

namespace Butler.Functions.Alerting;

/// <summary>Decides what an event is to send: the routes it meets, one delivery per channel, what throttles hold back.</summary>
internal sealed class Planner(Throttle throttle)
{
    /// <summary>The routes that an event meets, in the order of the file.</summary>
    public static IReadOnlyList<RouteMatch> Match(ButlerOptions options, CloudEvent @event, TaskEventData? task)
    {
        // A summary of late events belongs to the route whose events came late, whatever types that route names.
        var summarised = @event.Type == EventTypes.EventLate ? EventData.LateSummary(@event)?.Route : null;
        var matches = new List<RouteMatch>();
        foreach (var route in options.Routes)
        {
            if (route.Name == summarised)
            {
                matches.Add(new RouteMatch(route with { Throttle = null }, []));
            }
            else if (RouteMatcher.Match(route, @event, task) is { } open)
            {
                matches.Add(new RouteMatch(route, open));
            }
        }

        // What this system has to say of itself is not lost for want of a route.
        if (matches.Count == 0 && options.DefaultRoute is { } own && RouteMatcher.Match(own, @event, task) is not null)
        {
            matches.Add(new RouteMatch(own, []));
        }

        return matches;
    }

    /// <summary>Whether deciding these matches writes to tables, so that the event must be recorded first.</summary>
    public static bool NeedsThrottle(IReadOnlyList<RouteMatch> matches) =>
        matches.Any(m => m.Route.Send.Any(s => (s.Throttle ?? m.Route.Throttle) is not null));

    /// <summary>The plan for matches. Two routes that name the same channel send once: the first that is not held back.</summary>
    public async Task<Plan> PlanAsync(CloudEvent @event, TaskEventData? task, IReadOnlyList<RouteMatch> matches, CancellationToken cancellationToken)
    {
        var deliveries = new List<PlannedDelivery>();
        var heldBack = new List<string>();
        var taken = new HashSet<(string Channel, string? Recipient)>();
        foreach (var (route, open) in matches)
        {
            var holds = new Dictionary<string, ThrottleHold?>();
            foreach (var send in route.Send)
            {
                if (taken.Contains((send.Channel, null)))
                {
                    continue;
                }

                var delivery = new PlannedDelivery
                {
                    Id = EventIdentity.Hash($"{@event.Id}\n{route.Name}\n{send.Channel}\n"),
                    Route = route.Name,
                    Channel = send.Channel,
                    FailedOpen = open,
                };
                if ((send.Throttle ?? route.Throttle) is { } options)
                {
                    // Sends of one route that share a key share a window: they go out together or not at all.
                    var key = Key(route, options, @event, task, delivery, own: send.Throttle is not null);
                    if (!holds.TryGetValue(key, out var hold))
                    {
                        hold = holds[key] = await throttle.ReserveAsync(key, delivery.Id, options.Every, @event, cancellationToken);
                    }

                    if (hold is null)
                    {
                        heldBack.Add($"{route.Name}/{send.Channel}");
                        continue;
                    }

                    delivery = delivery with { Throttle = hold };
                }

                taken.Add((send.Channel, null));
                deliveries.Add(delivery);
            }
        }

        return new Plan { Routes = [.. matches.Select(m => m.Route.Name)], Deliveries = deliveries, HeldBack = heldBack };
    }

    /// <summary>The partition of a window: the route and a hash of what the count is kept by.</summary>
    private static string Key(RouteOptions route, ThrottleOptions throttle, CloudEvent @event, TaskEventData? task, PlannedDelivery delivery, bool own)
    {
        var values = throttle.Per.Order(StringComparer.Ordinal).Select(per => per switch
        {
            "task" => task?.TaskId ?? task?.TaskName,
            "app" => task?.AppId ?? task?.AppName ?? @event.Subject,
            "channel" => delivery.Channel,
            "recipient" => $"{delivery.Channel}\n{delivery.Recipient}",
            _ => @event.Subject,
        });
        var scope = own ? delivery.Channel : "";
        return $"{TableKey.Escape(route.Name)}-{EventIdentity.Hash(string.Join('\n', values.Prepend(scope).Prepend(@event.Type)))[..32]}";
    }
}

/// <summary>A route that an event meets, and the conditions taken as met for want of knowledge.</summary>
internal sealed record RouteMatch(RouteOptions Route, IReadOnlyList<string> FailedOpen);
