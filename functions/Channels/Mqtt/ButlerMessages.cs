using System.Globalization;
using System.Text;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Mqtt;

/// <summary>Creates the messages of Butler, for the events that Butler published.</summary>
internal static class ButlerMessages
{
    /// <summary>The topics by their names in Butler's configuration file, with Butler's sample values.</summary>
    public static readonly IReadOnlyDictionary<string, string> Topics = new Dictionary<string, string>
    {
        ["taskFailureTopic"] = "qliksense/task_failure",
        ["taskFailureFullTopic"] = "qliksense/task_failure_full",
        ["taskAbortedTopic"] = "qliksense/task_aborted",
        ["taskAbortedFullTopic"] = "qliksense/task_aborted_full",
        ["serviceStoppedTopic"] = "qliksense/service_stopped",
        ["serviceRunningTopic"] = "qliksense/service_running",
        ["serviceStatusTopic"] = "qliksense/service_status",
        ["qlikSenseServerLicenseTopic"] = "qliksense/qliksense_server_license",
        ["qlikSenseServerLicenseExpireTopic"] = "qliksense/qliksense_server_license_expire",
    };

    /// <summary>The messages for an event; empty if Butler had none.</summary>
    public static IReadOnlyList<ButlerMessage> Of(Alert alert)
    {
        if (ServiceState.Read(alert.Event) is { } service)
        {
            return Service(service);
        }

        // Butler treated tasks of an unknown kind as reloads.
        return (EventKinds.Find(alert.Event.Type), alert.Task) switch
        {
            ({ IsReload: true, Outcome: "failed" }, { } task) => Task("taskFailure", task, isAborted: false),
            ({ IsReload: true, Outcome: "aborted" }, { } task) => Task("taskAborted", task, isAborted: true),
            ({ Type: var type }, _) => License(type, new EventFields(alert.Event)),
            _ => [],
        };
    }

    private static IReadOnlyList<ButlerMessage> Task(string topic, TaskEventData task, bool isAborted) =>
    [
        new($"{topic}Topic", Encoding.UTF8.GetBytes(task.TaskName ?? "")),
        new($"{topic}FullTopic", Write(json =>
        {
            // Doubled backslashes become single ones for failures; the user of an abort is unchanged.
            var user = isAborted ? task.User : task.User?.Replace(@"\\", @"\", StringComparison.Ordinal);
            foreach (var (name, value) in new[]
            {
                ("hostName", task.Host), ("user", user), ("taskName", task.TaskName), ("taskId", task.TaskId), ("appName", task.AppName),
                ("appId", task.AppId),
                ("logTimeStamp", task.LogTimeStamp), ("logLevel", task.LogLevel), ("executionId", task.ExecutionId),
                ("logMessage", task.LogMessage),
            })
            {
                json.WriteString(name, value ?? "");
            }

            WriteTags(json, "qs_app", task.App?.Tags, task.App?.CustomProperties);
            WriteTags(json, "qs_task", task.Task?.Tags, task.Task?.CustomProperties);
            WriteObject(json, "qs_taskMetadata", task.RawTask);
            if (isAborted)
            {
                WriteObject(json, "qs_appMetadata", task.RawApp);
            }
        })),
    ];

    private static IReadOnlyList<ButlerMessage> Service(ServiceState service)
    {
        // Butler knew stopped and running services only. A service that stopped working in another way belongs to the stopped ones.
        var topic = service switch
        {
            { Changed: false } => "serviceStatusTopic",
            { State: "RUNNING" } => "serviceRunningTopic",
            _ => "serviceStoppedTopic",
        };
        var payload = Write(json =>
        {
            json.WriteString("serviceHost", service.Host ?? "");
            json.WriteString("serviceName", service.Name ?? "");
            json.WriteString("serviceFriendlyName", service.FriendlyName ?? "");
            json.WriteString("serviceDisplayName", service.DisplayName ?? "");
            json.WriteStartArray("serviceDependencies");
            foreach (var dependency in service.Dependencies)
            {
                json.WriteStringValue(dependency);
            }

            json.WriteEndArray();
            json.WriteString("serviceStartType", service.StartType ?? "");
            json.WriteString("serviceExePath", service.ExePath ?? "");
            json.WriteString("serviceStatus", service.State);
            if (service.Changed)
            {
                json.WriteString("servicePrevStatus", service.Before ?? "");
                json.WriteBoolean("serviceStatusChanged", true);
            }
        });
        return [new(topic, payload) { Levels = [service.Host, service.Name] }];
    }

    /// <summary>Exactly Butler's words, because programs compare them. Butler has none for a blacklisted or invalid license.</summary>
    private static IReadOnlyList<ButlerMessage> License(string type, EventFields fields)
    {
        var (expired, date, days) = (fields.Truth("licenseExpired"), fields.Text("expiryDateStr"), fields.Number("daysUntilExpiry"));
        switch (type)
        {
            case EventTypes.LicenseServer when expired is not null || date is not null || days is not null:
                return
                [
                    new("qlikSenseServerLicenseTopic", Write(json =>
                    {
                        json.WriteBoolean("licenseExpired", expired ?? false);
                        json.WriteString("expiryDateStr", date ?? "");
                        if (days is { } number)
                        {
                            json.WriteNumber("daysUntilExpiry", number);
                        }
                        else
                        {
                            json.WriteNull("daysUntilExpiry");
                        }
                    })),
                ];
            case EventTypes.LicenseExpiring when expired != true:
                var soon = days is { } left ? string.Create(CultureInfo.InvariantCulture, $" in {left:0} days") : "";
                return [new("qlikSenseServerLicenseExpireTopic", Encoding.UTF8.GetBytes($"Qlik Sense server license is about to "
                    + $"expire{soon}{(date is null ? "" : ", on " + date)}"))];
            case EventTypes.LicenseExpired when MonitorText.Unusable(fields) is { } why:
                return [new("qlikSenseServerLicenseExpireTopic", Encoding.UTF8.GetBytes($"Qlik Sense server license {why}"))];
            case EventTypes.LicenseExpired or EventTypes.LicenseExpiring:
                return [new("qlikSenseServerLicenseExpireTopic", Encoding.UTF8.GetBytes($"Qlik Sense server license "
                    + $"expired{(date is null ? "" : " on " + date)}"))];
            default:
                return [];
        }
    }

    private static void WriteTags(
        Utf8JsonWriter json, string prefix, IReadOnlyList<string>? tags, IReadOnlyList<CustomProperty>? properties)
    {
        json.WriteStartArray($"{prefix}Tags");
        foreach (var tag in tags ?? [])
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteStartArray($"{prefix}CustomProperties");
        foreach (var property in properties ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", property.Name);
            json.WriteString("value", property.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter json, string name, JsonElement? value)
    {
        json.WritePropertyName(name);
        if (value is { ValueKind: JsonValueKind.Object } known)
        {
            known.WriteTo(json);
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            body, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}

/// <summary>A message in Butler's form.</summary>
/// <param name="Name">Butler's name of the topic.</param>
/// <param name="Payload">The payload.</param>
internal sealed record ButlerMessage(string Name, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The levels after the topic.</summary>
    public IReadOnlyList<string?> Levels { get; init; } = [];

    /// <summary>The value that turns a topic off in the configuration.</summary>
    public const string Off = "none";

    /// <summary>The topic; null when the configuration turns it off.</summary>
    public string? Topic(IReadOnlyDictionary<string, string> configured)
    {
        var topic = configured.GetValueOrDefault(Name, ButlerMessages.Topics[Name]);
        return topic == Off ? null : MqttTopicName.Of(string.Join('/', Levels.Select(MqttTopicName.Level).Prepend(topic)));
    }
}
