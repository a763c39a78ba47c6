using System.Reflection;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.NewRelic;

/// <summary>
/// Renders an event, a log line or metrics for one account of New Relic. The delivery's recipient decides which:
/// <c>{account}/{event|log|metric}</c>. Names are Butler's, attributes are flat, and times are those of the event.
/// </summary>
internal sealed class NewRelicChannel(NewRelicOptions options) : IChannel
{
    private const int MaxOfEvent = 255;
    private const int MaxOfMetric = 100;

    /// <summary>The maximum log message, in bytes: New Relic keeps 128 KiB, and accepts requests of 1 MB.</summary>
    private const int MaxMessage = 120_000;

    private static readonly string Version =
        typeof(NewRelicChannel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0";

    public ChannelMessage Render(Alert alert)
    {
        if (!NewRelicRecipient.TryRead(options, alert.Delivery.Recipient, out var recipient, out var problem))
        {
            return new ChannelMessage.Impossible(problem);
        }

        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            switch (recipient.Kind)
            {
                case "event":
                    WriteEvent(json, alert);
                    break;
                case "log":
                    WriteLog(json, alert);
                    break;
                default:
                    WriteMetrics(json, alert);
                    break;
            }

            json.WriteEndArray();
        }

        return new ChannelMessage.Http(body.ToArray(), []) { ContentType = "application/json; charset=utf-8" };
    }

    private void WriteEvent(Utf8JsonWriter json, Alert alert)
    {
        var attributes = Common(MaxOfEvent - 2);
        AddWhat(attributes, alert);
        AddMetadata(attributes, alert);
        json.WriteStartObject();
        json.WriteString("eventType", NewRelicNames.Of(alert.Event.Type) + "Event");
        json.WriteNumber("timestamp", alert.Event.OrderTime.ToUnixTimeMilliseconds());
        attributes.Write(json);
        json.WriteEndObject();
    }

    private void WriteLog(Utf8JsonWriter json, Alert alert)
    {
        var attributes = Common(MaxOfEvent - 2);
        AddWhat(attributes, alert);
        AddExecution(attributes, alert);
        AddMetadata(attributes, alert);
        json.WriteStartObject();
        json.WriteStartObject("common");
        json.WriteStartObject("attributes");
        attributes.Write(json);
        json.WriteString("logtype", NewRelicNames.Of(alert.Event.Type) + "Log");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logs");
        json.WriteStartObject();
        json.WriteNumber("timestamp", alert.Event.OrderTime.ToUnixTimeMilliseconds());
        json.WriteString("message", TextCut.MiddleToBytes(Message(alert), MaxMessage));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>
    /// Butler had metrics only of itself. For other events, the metrics are a count and the duration of a run.
    /// </summary>
    private void WriteMetrics(Utf8JsonWriter json, Alert alert)
    {
        var attributes = Common(MaxOfMetric);
        if (alert.Event.Type == EventTypes.Metrics)
        {
            SelfGauges.AddAttributes(attributes, alert.Event);
            WriteGauges(json, alert, SelfGauges.Interval(alert.Event), attributes, SelfGauges.Of(alert.Event));
            return;
        }

        var name = NewRelicNames.Of(alert.Event.Type);
        AddWhat(attributes, alert);
        WriteGauges(json, alert, null, attributes, [(name, 1), (name + "DurationMs", alert.Task?.Execution?.DurationMs)]);
    }

    private static void WriteGauges(
        Utf8JsonWriter json, Alert alert, double? interval, Attributes attributes, IEnumerable<(string Name, double? Value)> metrics)
    {
        json.WriteStartObject();
        json.WriteStartObject("common");
        json.WriteNumber("timestamp", alert.Event.OrderTime.ToUnixTimeMilliseconds());
        if (interval is { } milliseconds)
        {
            json.WriteNumber("interval.ms", milliseconds);
        }

        json.WriteStartObject("attributes");
        attributes.Write(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("metrics");
        foreach (var (metric, value) in metrics)
        {
            if (value is { } number)
            {
                json.WriteStartObject();
                json.WriteString("name", metric);
                json.WriteString("type", "gauge");
                json.WriteNumber("value", number);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private Attributes Common(int most)
    {
        var attributes = new Attributes(most);
        foreach (var (name, value) in options.Attributes)
        {
            attributes.Set(name, value);
        }

        return attributes.Set("version", Version);
    }

    /// <summary>Adds the event and the reason of the alert.</summary>
    private static void AddWhat(Attributes attributes, Alert alert)
    {
        attributes
            .Set("butler_eventId", alert.Event.Id).Set("butler_eventType", alert.Event.Type).Set("butler_site", alert.Event.Site)
            .Set("butler_environment", alert.Event.Environment).Set("butler_deliveryId", alert.Delivery.Id)
            .Set("butler_reason", alert.Reason.Kind == AlertKind.Single ? null : alert.Reason.Kind.ToString())
            .Set("butler_count", alert.Reason.Count > 1 ? alert.Reason.Count : null)
            .Set("butler_heldBack", alert.Delivery.Throttle is { HeldBack: > 0 } hold ? hold.HeldBack : null)
            .Set("butler_possibleDuplicate", alert.PossibleDuplicate ? true : null);
        if (ServiceState.Read(alert.Event) is { } service)
        {
            attributes.Set("butler_serviceHost", service.Host).Set("butler_serviceName", service.Name)
                .Set("butler_serviceDisplayName", service.DisplayName).Set("butler_serviceStatus", service.State)
                    .SetAll("butler_data", alert.Event.Data);
        }
        else if (alert.Task is { } task && alert.Event.Type != EventTypes.Unparsed)
        {
            AddTask(attributes, task);
            AddBeside(attributes, alert.Event);
        }
        else
        {
            attributes.Set("butler_title", AlertText.Title(alert)).SetAll("butler_data", alert.Event.Data);
        }
    }

    private static void AddTask(Attributes attributes, TaskEventData task)
    {
        attributes
            .Set("qs_hostName", task.Host).Set("qs_user", ExecutionText.User(task.User)).Set("qs_taskName", task.TaskName)
                .Set("qs_taskId", task.TaskId)
            .Set("qs_appName", task.AppName).Set("qs_appId", task.AppId).Set("qs_logTimeStamp", task.LogTimeStamp)
                .Set("qs_logLevel", task.LogLevel)
            .Set("qs_executionId", task.ExecutionId).Set("qs_logMessage", task.LogMessage);
        AddTags(attributes, "qs_task", task.Task?.Tags, task.Task?.CustomProperties);
        AddTags(attributes, "qs_app", task.App?.Tags, task.App?.CustomProperties);
    }

    /// <summary>Adds the data of a task event other than the task.</summary>
    private static void AddBeside(Attributes attributes, CloudEvent @event)
    {
        foreach (var field in EventKinds.Find(@event.Type)?.Data.Where(f => f.Label is not null) ?? [])
        {
            attributes.SetAll(
                $"butler_data.{field.Name}",
                @event.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(field.Name, out var value) ? value : null);
        }
    }

    private static void AddTags(
        Attributes attributes, string prefix, IReadOnlyList<string>? tags, IReadOnlyList<CustomProperty>? properties)
    {
        foreach (var tag in tags ?? [])
        {
            attributes.Set($"{prefix}Tag_{tag}", "true");
        }

        foreach (var property in (properties ?? []).GroupBy(property => property.Name, StringComparer.Ordinal))
        {
            attributes.Set($"{prefix}CustomProperty_{property.Key}", string.Join(", ", property.Select(each => each.Value)));
        }
    }

    private static void AddExecution(Attributes attributes, Alert alert)
    {
        if (alert.Task is not { } task)
        {
            return;
        }

        var execution = task.Execution;
        attributes
            .Set("qs_executingNodeName", execution?.Node)
            .Set("qs_executionStatusNum", execution?.Status)
            .Set("qs_exeuctionStatusText", execution?.StatusText) // the name in Butler's dashboards
            .Set("qs_executionStatusText", execution?.StatusText);
        if (execution?.DurationMs is { } milliseconds)
        {
            var (hours, minutes, seconds) = ExecutionText.Parts(milliseconds);
            attributes.Set("qs_executionDuration.hours", hours).Set("qs_executionDuration.minutes", minutes)
                .Set("qs_executionDuration.seconds", seconds);
        }

        if (task.ScriptLog is { } log)
        {
            attributes.Set("qs_scriptLogSize", log.Size ?? log.Characters).Set(
                "qs_scriptLogTailCount", ExecutionText.Ends(alert).Tail.Count);
        }

        foreach (var (prefix, time) in new[] { ("startTime", execution?.Start), ("stopTime", execution?.Stop) })
        {
            var name = prefix == "startTime" ? "qs_executionStartTime" : "qs_executionStopTime";
            foreach (var (form, text) in time is null ? [] : ExecutionText.Forms(time, alert.Site.TimeZone))
            {
                attributes.Set($"{name}.{prefix}{form}", text);
            }
        }
    }

    /// <summary>Adds the repository's information last, because the last attributes are left out first.</summary>
    private static void AddMetadata(Attributes attributes, Alert alert) =>
        attributes.SetAll("qs_appMetadata", alert.Task?.RawApp).SetAll("qs_taskMetadata", alert.Task?.RawTask);

    private static string Message(Alert alert)
    {
        if (ServiceState.Read(alert.Event) is { } service)
        {
            var state = service.State is "STOPPED" or "RUNNING" ? $"is {service.State}" : $"is in state \"{service.State}\"";
            return $"Windows service \"{service.DisplayName ?? service.Name}\" on host \"{service.Host}\" {state}.";
        }

        var (_, tail) = ExecutionText.Ends(alert);
        var details = ExecutionText.Details(alert.Task?.Execution);
        if (alert.Task is null || (details.Length == 0 && tail.Count == 0))
        {
            var facts = AlertText.Facts(alert).Select(fact => $"{fact.Label}: {fact.Value}");
            details = string.Join('\n', facts.Prepend(AlertText.Title(alert)));
            return tail.Count == 0 ? details : WithLog(details, tail);
        }

        return WithLog(details, tail);
    }

    private static string WithLog(string details, IReadOnlyList<string> tail) =>
        details + ExecutionText.Separator + string.Join('\n', tail);
}
