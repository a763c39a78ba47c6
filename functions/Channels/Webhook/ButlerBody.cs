using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Webhook;

/// <summary>Creates the body of Butler's webhooks: the same fields in the same order. An unknown text is empty.</summary>
internal sealed class ButlerBody
{
    private readonly JsonObject fields = [];

    /// <summary>Whether names are in lower case in a query.</summary>
    private bool lowerInQuery;

    /// <summary>The body for an event; null if Butler sent no webhook.</summary>
    public static ButlerBody? Of(Alert alert)
    {
        // A task whose kind is unknown matches the routes of reloads, so its webhook has the same form.
        var kind = EventKinds.Find(alert.Event.Type);
        var body = (kind, alert.Task) switch
        {
            ({ IsReload: true, Outcome: "failed" }, { } task) =>
                Reload("Qlik Sense reload failed", task, task.User?.Replace(@"\\", @"\", StringComparison.Ordinal)),
            ({ IsReload: true, Outcome: "aborted" }, { } task) => Reload("Qlik Sense reload aborted", task, task.User),
            ({ About: EventThing.Service, Effect: not EventEffect.None }, _) => Service(ServiceState.Read(alert.Event)!),
            ({ About: EventThing.ServerLicense }, _) => License(kind.Type, new EventFields(alert.Event)),
            _ => null,
        };

        // Butler did not have this field, so it is added only when the log's time is not reliable.
        return alert.Event is { Skewed: true, ReceivedTime: { } received }
            ? body?.Text("receivedTime", received.UtcDateTime.ToString("O"))
            : body;
    }

    public byte[] Json()
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            fields.WriteTo(writer);
        }

        return body.ToArray();
    }

    public IReadOnlyList<KeyValuePair<string, string>> Query() =>
        [.. fields.Select(
            field => new KeyValuePair<string,
            string>(lowerInQuery ? field.Key.ToLowerInvariant() : field.Key, field.Value?.ToString() ?? ""))];

    private static ButlerBody Reload(string happened, TaskEventData task, string? user) => new ButlerBody()
        .Text("event", happened)
        .Text("hostName", task.Host)
        .Text("user", user)
        .Text("taskName", task.TaskName)
        .Text("taskId", task.TaskId)
        .Text("appName", task.AppName)
        .Text("appId", task.AppId)
        .Text("appOwnerName", task.Owner?.Name)
        .Text("appOwnerUserDirectory", task.Owner?.Directory)
        .Text("appOwnerUserId", task.Owner?.UserId)
        .Text("appOwnerEmail", task.Owner is { Emails: [var first, ..] } ? first : null)
        .Text("logTimeStamp", task.LogTimeStamp)
        .Text("logLevel", task.LogLevel)
        .Text("executionId", task.ExecutionId)
        .Text("logMessage", task.LogMessage);

    private static ButlerBody Service(ServiceState service) => new ButlerBody { lowerInQuery = true }
        .Text("event", "Windows service monitor")
        .Text("host", service.Host)
        .Text("serviceStatus", service.State)
        .Text("serviceName", service.Name)
        .Text("serviceDisplayName", service.DisplayName)
        .Text("serviceStartType", service.StartType)
        .Text("prevState", service.Before)
        .Text("currState", service.State)
        .Value("stateChanged", service.Changed);

    private static ButlerBody License(string type, EventFields license)
    {
        var expired = license.Truth("licenseExpired") ?? type == EventTypes.LicenseExpired;

        // A license that is blacklisted or invalid can be used no more than one that has expired.
        var happened = (type, expired) switch
        {
            (EventTypes.LicenseServer, _) => "server license status",
            (EventTypes.LicenseExpired, _) or (_, true) => "server license has expired alert",
            _ => "server license about to expire alert",
        };
        return new ButlerBody()
            .Text("event", happened)
            .Value("licenseExpired", expired)
            .Text("expiryDateStr", license.Text("expiryDateStr"))
            .Value("daysUntilExpiry", license.Number("daysUntilExpiry") is { } days ? JsonValue.Create(days) : null);
    }

    private ButlerBody Text(string name, string? value) => Value(name, value ?? "");

    private ButlerBody Value(string name, JsonNode? value)
    {
        fields[name] = value;
        return this;
    }
}
