using Butler.Core.Azure.Tables;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Routing;

/// <summary>The partitions of throttle windows and of groups.</summary>
internal static class PlanKeys
{
    /// <summary>
    /// The partition of a window: the route and a hash of the throttled properties. The site is always one of them: a test site that was
    /// restored from production has the same ids of tasks and apps.
    /// </summary>
    public static string Throttle(
        string route, CloudEvent @event, TaskEventData? task, ThrottleOptions throttle, PlannedDelivery delivery, bool own)
    {
        var values = throttle.Per.Order(StringComparer.Ordinal).Select(per => per switch
        {
            "task" => task?.TaskId ?? task?.TaskName,
            "app" => task?.AppId ?? task?.AppName ?? @event.Subject,
            "channel" => delivery.Channel,
            // Its subject may be a piece of the unparsed text.
            "sender" when @event.Type == EventTypes.Unparsed => task?.Sender ?? @event.Source,
            "recipient" => $"{delivery.Channel}\n{delivery.Recipient?.ToLowerInvariant()}",
            _ => @event.Subject,
        });
        var scope = own ? delivery.Channel : "";
        var key = string.Join('\n', values.Prepend(scope).Prepend(@event.Type).Prepend(@event.Site));
        return $"{TableKey.Escape(route)}-{EventIdentity.Hash(key)[..32]}";
    }

    /// <summary>The partition of a group: the route and a hash of its site and of the common properties of its members.</summary>
    public static string Group(RouteOptions route, CloudEvent @event, TaskEventData? task)
    {
        var values = route.Group!.By.Order(StringComparer.Ordinal).Select(by => by switch
        {
            "task" => task?.TaskId ?? task?.TaskName ?? @event.Subject,
            "app" => task?.AppId ?? task?.AppName ?? @event.Subject,
            "stream" => task?.App?.Stream,
            "owner" => task?.Owner is { } owner ? $"{owner.Directory}\\{owner.UserId}" : null,
            "host" => EventData.Host(@event, task) ?? @event.Source,
            "site" => @event.Site,
            _ => @event.Type,
        });
        return $"group-{TableKey.Escape(route.Name)}-{EventIdentity.Hash(string.Join('\n', values.Prepend(@event.Site)))[..32]}";
    }
}
