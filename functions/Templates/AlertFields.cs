using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Configuration;

namespace Butler.Functions.Templates;

/// <summary>
/// The fields of an alert for templates, by name: all names of Butler's templates, and new ones. A field that the event does not have is
/// empty. Each value is created when a template uses it.
/// </summary>
internal sealed class AlertFields
{
    private static readonly FrozenDictionary<string, Func<AlertFields, object?>> Table =
        new[] { Own, TaskNames, AppNames, Executions, CloudNames, Declared }.SelectMany(names => names()).DistinctBy(field => field.Key)
            .ToFrozenDictionary();

    private readonly Action<string, string>? missing;

    private AlertFields(Alert alert, Action<string, string>? missing)
    {
        Alert = alert;
        this.missing = missing;
    }

    /// <summary>The names of all fields.</summary>
    public static IReadOnlyList<string> Names => Table.Keys;

    private Alert Alert { get; }

    private TaskEventData? Task => Alert.Task;

    private SiteOptions Site => Alert.Site;

    private bool IsCloud => Alert.Event.Type.StartsWith("cloud.", StringComparison.Ordinal);

    /// <summary>The fields of an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="missing">
    /// Called with each unknown path that a template uses, such as <c>taskNmae</c>, and a similar name; may be null.
    /// </param>
    public static FieldMap Of(Alert alert, Action<string, string>? missing = null)
    {
        var fields = new AlertFields(alert, missing);
        return FieldMap.Of(fields, Table, unknown: fields.Unknown(""));
    }

    private Action<string, IEnumerable<string>>? Unknown(string path) =>
        missing is null ? null : (name, known) => missing(path + name, Core.Text.DidYouMean.Hint(name, known));

    private static Dictionary<string, Func<AlertFields, object?>> Own() => new()
    {
        ["type"] = f => f.Alert.Event.Type,
        ["eventId"] = f => f.Alert.Event.Id,
        ["title"] = f => AlertText.Title(f.Alert),
        ["site"] = f => f.Alert.Event.Site,
        ["environment"] = f => f.Alert.Event.Environment,
        ["relay"] = f => f.Alert.Event.Relay,
        ["time"] = f => AlertText.Time(f.Alert, f.Alert.Event.Time),
        ["timeUtc"] = f => TimeFields.Utc(f.Alert.Event.Time),
        ["channel"] = f => f.Alert.Delivery.Channel,
        ["route"] = f => f.Alert.Delivery.Route,
        ["recipient"] = f => f.Alert.Delivery.Recipient,
        ["possibleDuplicate"] = f => f.Alert.PossibleDuplicate,
        ["icon"] = f => AlertTone.Of(f.Alert).Icon,
        ["tone"] = f => AlertTone.Of(f.Alert).Name,
        ["color"] = f => AlertTone.Of(f.Alert).Color,
        ["cardStyle"] = f => AlertTone.Of(f.Alert).Card,
        ["failing"] = f => List(AlertText.Failing(f.Alert)),
        ["facts"] = f => f.Facts(),
        ["buttons"] = f => f.Buttons(),
        ["notes"] = f => List(AlertText.Notes(f.Alert)),
        ["missing"] = f => List(f.Task?.Enrichment.Missing),
        ["cut"] = f => List(f.Task?.Cut),
        ["failedOpen"] = f => List(f.Alert.Delivery.FailedOpen),
        ["heldBack"] = f => f.Alert.Delivery.Throttle?.HeldBack ?? 0,
        ["heldBackSince"] = f => f.Alert.Delivery.Throttle is { HeldBack: > 0, Since: { } since } ? AlertText.Time(f.Alert, since) : null,
        ["reason"] = f => f.Reason(),
        ["isGroup"] = f => f.Alert.Reason.Kind == AlertKind.Group,
        ["isResolved"] = f => f.Alert.Reason.Kind == AlertKind.Resolved,
        ["isEscalated"] = f => f.Alert.Reason.Kind == AlertKind.Escalated,
        ["isTest"] = f => f.Alert.Reason.Kind == AlertKind.Test,
        ["acknowledgeUrl"] = f => f.Alert.AcknowledgeUrl?.AbsoluteUri,
        ["qmcUrl"] = f => f.Site.QmcUrl?.AbsoluteUri,
        ["hubUrl"] = f => f.Site.HubUrl?.AbsoluteUri,
        ["taskUrl"] = f => f.Task?.TaskId is not null && f.Site.QmcUrl is { } qmc ? $"{qmc.AbsoluteUri.TrimEnd('/')}/tasks" : null,
        ["logUrl"] = f => f.Text("scriptLogUrl") ?? f.Alert.Links.FirstOrDefault(l => l.Id == "log")?.Url?.AbsoluteUri,
        ["links"] = f => f.GenericUrls(),
        ["data"] = f => f.Alert.Event.Data is { } data ? JsonValues.Of(data) : null,
        ["butlerVersion"] = _ => typeof(AlertFields).Assembly.GetName().Version?.ToString(3),
        ["qlikSenseQMC"] = f => f.Text("qmcUrl") ?? f.Site.QmcUrl?.AbsoluteUri,
        ["qlikSenseHub"] = f => f.Text("hubUrl") ?? f.Site.HubUrl?.AbsoluteUri,
        ["genericUrls"] = f => f.GenericUrls(),
        ["emailRecipients"] = f => FieldMap.Of(
            new Dictionary<string, object?>
            {
                ["common"] = f.Alert.Delivery.Recipient is { } recipient ? new object?[] { recipient } : [],
                ["taskSpecific"] = Array.Empty<object?>(),
            },
            unknown: f.Unknown("emailRecipients.")),
    };

    private static Dictionary<string, Func<AlertFields, object?>> TaskNames() => new()
    {
        ["host"] = f => f.Task is { } task ? task.Host : f.Text("host"),
        ["hostName"] = f => f.Task?.Host ?? f.Text("host"),
        ["user"] = f => f.Task?.User?.Replace(@"\\", @"\", StringComparison.Ordinal),
        ["taskName"] = f => f.Task is { } task ? Known(task.TaskName, task.Task?.Name) : null,
        ["taskId"] = f => f.Task?.TaskId,
        ["taskKind"] = f => f.Task?.Task?.Kind ?? EventKinds.Find(f.Alert.Event.Type)?.TaskKind,
        ["taskTags"] = f => List(f.Task?.Task?.Tags),
        ["taskCustomProperties"] = f => f.Properties("taskCustomProperties", f.Task?.Task?.CustomProperties),
        ["taskIsManuallyTriggered"] = f => f.Task?.Task?.IsManuallyTriggered,
        ["taskIsPartialReload"] = f => f.Task?.Task?.IsPartialReload,
        ["taskMaxRetries"] = f => f.Task?.Task?.MaxRetries,
        ["taskModifiedByUsername"] = f => f.Task?.Task?.ModifiedByUserName,
        ["taskModifiedDate"] = f => Utc(f.Task?.Task?.ModifiedDate),
        ["taskSessionTimeout"] = f => f.Task?.Task?.TaskSessionTimeout,
        ["taskNextExecution"] = f => f.Task?.Task is { } task ? Utc(task.NextExecution) ?? "Never" : null,
        ["logTimeStamp"] = f => f.Task?.LogTimeStamp,
        ["logLevel"] = f => f.Task?.LogLevel,
        ["logMessage"] = f => f.Task?.LogMessage ?? f.Text("logMessage", "log", "reload.log", "errorMessage", "reload.errorMessage"),
        ["executionId"] = f => f.Task?.ExecutionId,
        ["errorLines"] = f => List(f.ErrorLines()),
        ["errorLinesText"] = f => f.ErrorLines() is { Count: > 0 } lines ? string.Join('\n', lines) : null,
    };

    private static Dictionary<string, Func<AlertFields, object?>> AppNames() => new()
    {
        ["appName"] = f => f.IsCloud ? f.Text("appName", "name", "data.name", "app.name") : f.Task is { } task ? Known(task.AppName, task.App?.Name) : null,
        ["appId"] = f => f.AppId(),
        ["appUrl"] = f => f.AppUrl(),
        ["appDescription"] = f => f.Task?.App?.Description ?? f.Attribute("description", "appDescription"),
        ["appFileSize"] = f => f.IsCloud ? f.Number("appFileSize", "app.fileSize", "item.resourceSize.appFile") : f.Task?.App?.FileSize,
        ["appLastSuccessfulReload"] = f => Utc(f.Task?.App?.LastReloadTime),
        ["appLastModifiedDate"] = f => Utc(f.Task?.App?.ModifiedDate),
        ["appLastModifiedByUserName"] = f => f.Task?.App?.ModifiedByUserName,
        ["appPublishTime"] = f => Utc(f.Task?.App?.PublishTime) ?? f.Attribute("publishTime", "appPublishTime"),
        ["appPublished"] = f => f.Task?.App?.Published ?? f.Attribute("published", "appPublished"),
        ["appStreamName"] = f => f.Task?.App?.Stream is { Length: > 0 } stream
            ? FieldMap.Of(new Dictionary<string, object?> { ["name"] = stream }, stream, f.Unknown("appStreamName."))
            : null,
        ["appTags"] = f => List(f.Task?.App?.Tags) is { Length: > 0 } tags ? tags : f.Values("appTags", "app.tags"),
        ["appCustomProperties"] = f => f.Properties("appCustomProperties", f.Task?.App?.CustomProperties),
        ["appOwnerName"] = f => f.Task?.Owner?.Name ?? f.Text("appOwnerName", "owner.name"),
        ["appOwnerUserId"] = f =>
            f.Task?.Owner?.UserId ?? f.Text("appOwnerUserId", "owner.userId", "owner.id", "ownerId", "ownerid", "extensions.ownerId"),
        ["appOwnerUserDirectory"] = f => f.Task?.Owner?.Directory,
        ["appOwnerEmail"] = f => f.Task?.Owner?.Emails is [var first, ..] ? first : f.Text("appOwnerEmail", "owner.email"),
        ["appOwnerPicture"] = f => f.Text("appOwnerPicture", "owner.picture"),
    };

    private static Dictionary<string, Func<AlertFields, object?>> Executions() => new()
    {
        ["executingNodeName"] = f => f.Task?.Execution?.Node,
        ["executionDuration"] = f => TimeFields.Duration(f.DurationMs(), f.Unknown("executionDuration.")),
        ["executionStartTime"] = f => f.Time("startTime", "executionStartTime", f.Start()),
        ["executionStopTime"] = f => f.Time("stopTime", "executionStopTime", f.Stop()),
        ["executionCreationTime"] = f => f.Time("creationTime", "executionCreationTime", f.Instant("creationTime", "reload.creationTime")),
        ["executionStatusNum"] = f => f.Task?.Execution?.Status,
        ["executionStatusText"] = f => f.Task?.Execution is { } run
            ? Known(run.StatusText, StatusText(run.Status))
            : (f.IsCloud ? f.Text("reload.status", "executionStatusText", "status") : null),
        ["executionDetails"] = f => f.Details(),
        ["executionDetailsConcatenated"] = f => f.DetailsText(),
        ["executionDetailsText"] = f => f.DetailsText(),
        ["scriptLogSize"] = f =>
            f.Task?.ScriptLog is { } log ? log.Size ?? log.Characters : f.Number("scriptLogSizeRows", "scriptLog.lines"),
        ["scriptLogSizeRows"] = f => f.Task?.ScriptLog is { } log ? log.Lines : f.Number("scriptLogSizeRows", "scriptLog.lines"),
        ["scriptLogSizeCharacters"] = f =>
            f.Task?.ScriptLog is { } log ? log.Characters : f.Number("scriptLogSizeCharacters", "scriptLog.characters"),
        ["scriptLogHead"] = f => LogText(f.Head()),
        ["scriptLogTail"] = f => LogText(f.Tail()),
        ["scriptLogHeadCount"] = f => f.Head()?.Count,
        ["scriptLogTailCount"] = f => f.Tail()?.Count,
    };

    /// <summary>
    /// The declared fields of monitors and of Qlik Cloud that are not listed above. Fields of this system's own events are only in
    /// <c>data</c>, because their names are too general.
    /// </summary>
    private static Dictionary<string, Func<AlertFields, object?>> Declared() => EventKinds.All
        .Where(kind => !kind.Type.StartsWith("butler.", StringComparison.Ordinal) || kind.IsMetric)
        .SelectMany(kind => kind.Data.Where(field => !kind.HasTaskData || field.Label is not null))
        .Select(field => field.Name)
        .Distinct(StringComparer.Ordinal)
        .ToDictionary(name => name, name => (Func<AlertFields, object?>)(f => f.OfKind(name)));

    private static Dictionary<string, Func<AlertFields, object?>> CloudNames() => new()
    {
        ["tenantId"] = f => f.Text("tenantId", "tenantid", "extensions.tenantId", "tenant.id"),
        ["tenantComment"] = f => f.Text("tenantComment", "tenant.comment") ?? f.Tenant(),
        ["tenantUrl"] = f => f.TenantUrl(),
        ["userId"] = f => f.Text("userId", "userid", "extensions.userId"),
        ["userName"] = f => f.Text("userName", "user.name", "appOwnerName", "owner.name"),
        ["appHasSectionAccess"] = f => f.Attribute("hasSectionAccess", "appHasSectionAccess"),
        ["appIsPublished"] = f => f.Attribute("published", "appIsPublished"),
        ["appThumbnail"] = f => f.Attribute("thumbnail", "appThumbnail"),
        ["reloadTrigger"] = f => f.Text("reloadTrigger", "reload.type", "type"),
        ["source"] = f => f.Text("source") ?? f.Alert.Event.Source,
        ["eventType"] = f => f.Text("eventType", "originalType") ?? f.Alert.Event.Type,
        ["eventTypeVersion"] = f => f.Text("eventTypeVersion"),
        ["endedWithMemoryConstraint"] = f => f.Value("endedWithMemoryConstraint"),
        ["isDirectQueryMode"] = f => f.Value("isDirectQueryMode"),
        ["isPartialReload"] = f => f.Value("isPartialReload", "partial", "reload.partial"),
        ["isSessionApp"] = f => f.Value("isSessionApp"),
        ["isSkipStore"] = f => f.Value("isSkipStore"),
        ["reloadId"] = f => f.Text("reloadId", "id", "reload.id"),
        ["statements"] = f => f.Value("statements"),
        ["status"] = f => f.Text("status"),
        ["peakMemoryBytes"] = f => f.Number("peakMemoryBytes"),
        ["rowLimit"] = f => f.Number("rowLimit"),
        ["sizeMemoryBytes"] = f => f.Number("size.memory", "sizeMemoryBytes"),
        ["usageDuration"] = f => f.Value("duration", "usageDuration"),
        ["errorCode"] = f => f.Text("errorCode", "reload.errorCode"),
        ["errorMessage"] = f => f.Text("errorMessage", "reload.errorMessage"),
        ["errors"] = f => f.Value("errors"),
        ["warnings"] = f => f.Value("warnings"),
        ["usage"] = f => f.Text("usage"),
    };

    private static object?[] List(IReadOnlyList<string>? texts) => texts is null ? [] : [.. texts];

    private static string? Known(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!string.IsNullOrEmpty(text))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The repository's word for a status; the number where it has none.</summary>
    private static string? StatusText(int? status) => ExecutionStatus.Text(status) ?? status?.ToString(CultureInfo.InvariantCulture);

    private static string? Utc(DateTimeOffset? time) => time is { } known ? TimeFields.Utc(known) : null;

    private FieldMap? Time(string prefix, string name, DateTimeOffset? time) => TimeFields.Of(prefix, time, Site, Unknown(name + "."));

    private string? AppId() => IsCloud
        ? Text("appId", "toplevelresourceid", "topLevelResourceId", "extensions.topLevelResourceId", "app.id")
            ?? (Alert.Event.Subject is { } subject && subject.StartsWith("app/", StringComparison.Ordinal) ? subject[4..] : null)
        : Task?.AppId;

    private string? AppUrl()
    {
        var id = AppId();
        var root = IsCloud ? TenantUrl() is { } tenant ? $"{tenant}/sense/app" : null : Site.AppBaseUrl?.AbsoluteUri.TrimEnd('/');
        return string.IsNullOrEmpty(id) || root is null ? Text("appUrl") : $"{root}/{Uri.EscapeDataString(id)}";
    }

    private string? Tenant() => Alert.Event.Source.StartsWith("/cloud/", StringComparison.Ordinal) ? Alert.Event.Source[7..] : null;

    private string? TenantUrl() =>
        Text("tenantUrl", "tenant.url")?.TrimEnd('/') ?? (IsCloud && Text("host") is { } host ? $"https://{host}" : null);

    private object?[] GenericUrls() =>
    [
        .. Alert.Links.Select(link => FieldMap.Of(
            new Dictionary<string, object?> { ["id"] = link.Id, ["linkText"] = link.Text, ["comment"] = link.Comment, ["url"] = link.Url?.AbsoluteUri, ["text"] = link.Text },
            link.Text,
            Unknown("genericUrls[]."))),
    ];

    private object?[] Facts() =>
    [
        .. AlertFacts.Of(Alert).Where(fact => fact.Label is not ("Time" or "Site")).Select(fact => FieldMap.Of(
            new Dictionary<string, object?>
            {
                ["label"] = fact.Label,
                ["value"] = fact.Value,
                ["long"] = fact.Value.Length > 200 || fact.Value.Contains('\n', StringComparison.Ordinal),
            },
            fact.Value,
            Unknown("facts[]."))),
    ];

    private object?[] Buttons() =>
    [
        .. AlertLinks.Of(Alert).Select(link => FieldMap.Of(
            new Dictionary<string, object?> { ["id"] = link.Id, ["text"] = link.Text, ["url"] = link.Url.AbsoluteUri }, link.Text,
            Unknown("buttons[]."))),
    ];

    private object?[] Properties(string name, IReadOnlyList<CustomProperty>? properties) =>
    [
        .. (properties ?? []).Select(p => FieldMap.Of(
            new Dictionary<string, object?> { ["name"] = p.Name, ["value"] = p.Value }, $"{p.Name}: {p.Value}", Unknown(name + "[]."))),
    ];

    private object?[] Details() => [.. (Task?.Execution?.Details ?? []).Select(Detail)];

    private FieldMap Detail(ExecutionDetail detail) => FieldMap.Of(
        new Dictionary<string, object?>(detail.Time is { } time ? TimeFields.Forms("timestamp", time, Site) : [])
        {
            ["message"] = detail.Message,
            ["detailsType"] = detail.Type,
            ["detailCreatedDate"] = Utc(detail.Time),
        },
        detail.Message,
        Unknown("executionDetails[]."));

    private string? DetailsText() => Task?.Execution?.Details is { Count: > 0 } details
        ? string.Join('\n', details.Select(d => d.Time is { } time ? $"{TimeFields.Local(time, Site, 1)}\t{d.Message}" : d.Message))
        : null;

    private IReadOnlyList<string> ErrorLines() =>
        Task?.ErrorLines ?? (Values("errors").Select(e => e?.ToString()).OfType<string>().ToList() is { Count: > 0 } errors ? errors : []);

    private IReadOnlyList<string>? Head() => Lines(Task?.ScriptLog?.Head, "scriptLog.head") is { } head
        ? ExecutionText.Ends(Alert, head, Lines(Task?.ScriptLog?.Tail, "scriptLog.tail") ?? [], ScriptLogLines()).Head
        : null;

    private IReadOnlyList<string>? Tail() => Lines(Task?.ScriptLog?.Tail, "scriptLog.tail") is { } tail
        ? ExecutionText.Ends(Alert, [], tail, ScriptLogLines()).Tail
        : null;

    private int ScriptLogLines() => Task?.ScriptLog?.Lines
        ?? (Find("scriptLogSizeRows", "scriptLog.lines") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var lines) ? lines : 0);

    private IReadOnlyList<string>? Lines(IReadOnlyList<string>? ofTask, string path) =>
        ofTask ?? (IsCloud && Find(path) is { ValueKind: JsonValueKind.Array } lines ? [.. lines.EnumerateArray().Select(l => l.ToString())] : null);

    private static string? LogText(IReadOnlyList<string>? lines) => lines is { Count: > 0 } ? string.Join('\n', lines) : null;

    private long? DurationMs() => Task?.Execution?.DurationMs
        ?? (Find("durationSeconds") is { ValueKind: JsonValueKind.Number } seconds ? (long?)(seconds.GetDouble() * 1000) : null)
        ?? (Start() is { } start && Stop() is { } stop ? (long?)(stop - start).TotalMilliseconds : null)
        ?? (IsCloud && Find("duration") is { ValueKind: JsonValueKind.Number } ms ? (long)ms.GetDouble() : null);

    private DateTimeOffset? Start() => Task?.Execution?.Start ?? Instant("startTime", "reload.startTime");

    private DateTimeOffset? Stop() => Task?.Execution?.Stop ?? Instant("endTime", "reload.endTime");

    private DateTimeOffset? Instant(params ReadOnlySpan<string> paths) => IsCloud
        && Find(paths) is { ValueKind: JsonValueKind.String } text
        && DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private FieldMap Reason() => FieldMap.Of(
        new Dictionary<string, object?>
        {
            ["kind"] = Alert.Reason.Kind.ToString().ToLowerInvariant(),
            ["incident"] = Alert.Reason.Incident,
            ["count"] = Alert.Reason.Count,
            ["memberCount"] = Alert.Reason.Listed,
            ["recovered"] = Alert.Reason.Recovered,
            ["members"] = (Alert.Reason.Members ?? []).Select(m => (object?)Summary(m, "reason.members[].")).ToArray(),
            ["first"] = Alert.Reason.First is { } first ? Summary(first, "reason.first.") : null,
        },
        Alert.Reason.Kind.ToString().ToLowerInvariant(),
        Unknown("reason."));

    private FieldMap Summary(EventSummary summary, string path) => FieldMap.Of(
        new Dictionary<string, object?>
        {
            ["id"] = summary.Id,
            ["type"] = summary.Type,
            ["what"] = (Alert.Reason.Members ?? []).All(m => m.Type == Alert.Event.Type) ? null : EventWords.Describe(summary.Type),
            ["time"] = AlertText.Time(Alert, summary.OrderTime),
            ["timeUtc"] = TimeFields.Utc(summary.OrderTime),
            ["task"] = summary.Task,
            ["app"] = summary.App,
            ["host"] = summary.Host,
            ["error"] = summary.Error,
        },
        summary.Task ?? summary.App ?? summary.Type,
        Unknown(path));

    // Fields that task events do not have are in the event's data.
    private JsonElement? Find(params ReadOnlySpan<string> paths) => Task is not null
        ? null
        : JsonValues.Find(Alert.Event.Data, paths)
            ?? (IsCloud && JsonValues.Find(Alert.Event.Data, ["data"]) is { } inner ? JsonValues.Find(inner, paths) : null);

    private string? Text(params ReadOnlySpan<string> paths) => Find(paths) is { } found ? JsonValues.Of(found) switch
    {
        null => null,
        string text => text,
        FieldMap or object?[] => found.GetRawText(),
        bool yes => yes ? "true" : "false",
        var value => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    }
    : null;

    private object? Value(params ReadOnlySpan<string> paths) => IsCloud && Find(paths) is { } found ? JsonValues.Of(found) : null;

    private object?[] Values(params ReadOnlySpan<string> paths) => Value(paths) as object?[] ?? [];

    private object? Attribute(string name, string own) => Value(own, $"app.attributes.{name}", $"app.{name}", $"attributes.{name}");

    private object? OfKind(string name) =>
        EventKinds.Find(Alert.Event.Type)?.Has(name) == true && JsonValues.Find(Alert.Event.Data, [name]) is { } found
        ? JsonValues.Of(found)
        : null;

    /// <summary>A number in the site's locale, as in Butler's templates for Cloud events.</summary>
    private string? Number(params ReadOnlySpan<string> paths) => Find(paths) is { ValueKind: JsonValueKind.Number } number
        ? number.GetDouble().ToString("#,0.##", CultureInfo.GetCultureInfo(Site.Locale))
        : Text(paths);
}
