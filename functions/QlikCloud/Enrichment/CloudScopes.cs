using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Enrichment;

/// <summary>Decides whether an event is within what a tenant's <c>only</c> names. What could not be looked up counts as named.</summary>
internal static class CloudScopes
{
    /// <summary>Whether the event is cared for.</summary>
    public static bool Has(TenantScope scope, CloudEvent @event)
    {
        var fields = new EventFields(@event);
        var kind = EventKinds.Find(@event.Type);
        var missing = EventData.Missing(@event, task: null);

        // What events of this kind do not have is no reason to leave them out.
        bool Is(IReadOnlyList<string> wanted, string name, string part, params ReadOnlySpan<string?> values)
        {
            foreach (var value in values)
            {
                if (value is not null && wanted.Any(pattern => EventPatterns.IsName(pattern, value)))
                {
                    return true;
                }
            }

            return wanted.Count == 0 || kind?.Has(name) != true || missing.Contains(part);
        }

        return Is(scope.Spaces, "spaceName", "space", fields.Text("spaceName"), fields.Text("spaceId"))
            && Is(scope.Apps, "appName", "app", fields.Text("appName"), fields.Text("appId"))
            && Is(
                scope.Owners, "appOwnerName", "owner", fields.Text("appOwnerName"), fields.Text("appOwnerEmail"),
                fields.Text("appOwnerUserId"))
            && Is(scope.Tags, "appTags", "tags", [.. fields.Texts("appTags")]);
    }
}
