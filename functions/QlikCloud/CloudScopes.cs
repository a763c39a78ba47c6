using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud;

/// <summary>Decides whether an event is within what a tenant's <c>only</c> names. What could not be looked up counts as named.</summary>
internal static class CloudScopes
{
    /// <summary>Whether the event is cared for.</summary>
    public static bool Has(TenantScope scope, CloudEvent @event)
    {
        var fields = new EventFields(@event);
        var missing = EventData.Missing(@event, task: null);
        bool Is(IReadOnlyList<string> wanted, string part, params ReadOnlySpan<string?> values)
        {
            foreach (var value in values)
            {
                if (value is not null && wanted.Any(pattern => EventPatterns.IsName(pattern, value)))
                {
                    return true;
                }
            }

            return wanted.Count == 0 || missing.Contains(part);
        }

        return Is(scope.Spaces, "space", fields.Text("spaceName"), fields.Text("spaceId"))
            && Is(scope.Apps, "app", fields.Text("appName"), fields.Text("appId"))
            && Is(scope.Owners, "owner", fields.Text("appOwnerName"), fields.Text("appOwnerEmail"), fields.Text("appOwnerUserId"))
            && Is(scope.Tags, "tags", [.. fields.Texts("appTags")]);
    }
}
