using Butler.Core.Events;
using Butler.Core.Events.Kinds;

namespace Butler.Functions.Alerts;

/// <summary>Finds the name of the thing that an event is about.</summary>
internal static class EventNames
{
    /// <summary>The current name in Sense; null when the event names nothing.</summary>
    public static string? Of(CloudEvent @event, TaskEventData? task)
    {
        if ((NullIfBlank(task?.Task?.Name) ?? NullIfBlank(task?.TaskName)) is { } name)
        {
            return name;
        }

        var fields = new EventFields(@event);
        return (EventKinds.Find(@event.Type)?.About, @event.Type) switch
        {
            (EventThing.Task or EventThing.TaskStart, _) => null,
            (EventThing.Service, _) => Joined(" on ", fields.Text("serviceDisplayName", "serviceName"), fields.Text("host")),
            (EventThing.Host, _) => fields.Text("host"),
            (EventThing.Relay, _) => fields.Text("relay") ?? @event.Relay,
            (EventThing.CloudApp, _) => fields.Text("appName") ?? fields.Object("data").Text("name") ?? fields.Text("appId"),
            (EventThing.CloudAutomation, _) => fields.Text("automationName", "runTitle", "automationId"),
            (EventThing.CloudTenant, _) => fields.Text("tenant") ?? @event.Tenant,
            (_, EventTypes.CloudKeyExpiring) => fields.Text("keyName", "keyId"),
            (_, EventTypes.CloudKeyFailed) => fields.Text("keyId"),
            (_, EventTypes.Version) => fields.Text("releaseLabel", "version"),
            (_, EventTypes.CertificateExpiring) => Joined(" of ", fields.Text("certificate"), fields.Text("host")),
            (_, EventTypes.LicenseReleased) => Joined("\\", fields.Text("userDir"), fields.Text("userId")),
            (_, EventTypes.LicenseLow) => fields.Text("licenseType") is { } type ? AccessLicense.NameOf(type) : null,
            _ => NullIfBlank(fields.Text("name", "taskName", "appName")),
        };
    }

    private static string? Joined(string between, string? first, string? second) =>
        first is not null && second is not null ? first + between + second : first ?? second;

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
