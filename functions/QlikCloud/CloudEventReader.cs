using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud;

/// <summary>
/// Makes our event of one of Qlik Cloud. Ends of reloads become <c>cloud.reload.*</c>; everything else is <c>cloud.event</c>, so that
/// nothing that a tenant sends is lost.
/// </summary>
internal static class CloudEventReader
{
    /// <summary>One for each reload, with its final outcome.</summary>
    public const string ReloadFinished = "com.qlik.v1.reload.finished";

    /// <summary>One for each attempt of the engine.</summary>
    public const string EngineFinished = "com.qlik.v1.app.reload.finished";

    // Qlik Cloud's clock is right; an event that comes a day late was sent again, or waited.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Stale = TimeSpan.FromHours(24);

    // JSON needs up to six bytes for a character. With these limits every event fits into a message of the queue.
    private const int MaxMessage = 2_000;
    private const int MaxMessages = 5;

    /// <summary>Makes the event.</summary>
    /// <param name="from">The event as it came.</param>
    /// <param name="body">The body as it came, which identifies an event without an id.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="now">The time of receipt.</param>
    public static CloudEvent Read(QlikEvent from, ReadOnlySpan<byte> body, TenantOptions tenant, DateTimeOffset now)
    {
        var data = Common(from, tenant);
        var (type, identity) = from.Type switch
        {
            ReloadFinished when from.Detail("id") is { Length: < QlikEvent.MaxText } reload => Reload(from, data, reload),
            EngineFinished when from.Detail("reloadId") is { Length: < QlikEvent.MaxText } reload => Engine(from, data, reload),
            _ => CloudOtherReader.Read(from, data, body),
        };
        var time = QlikEvent.Instant((string?)data["endTime"]) ?? from.Time ?? now;
        return new CloudEvent
        {
            Id = $"{tenant.Name}:{identity}",
            Source = $"/cloud/{tenant.Name}",
            Type = type,
            Subject = Subject(data),
            Time = time,

            // A signature has no time: what is old is told in one summary, not as news, whenever it comes.
            ReceivedTime = now - time > Stale ? time : now,
            Skewed = time - now > MaxAhead ? true : null,
            Data = JsonSerializer.SerializeToElement(data, QlikCloudJson.Default.JsonObject),
        };
    }

    private static string? Subject(JsonObject data) => (data["appId"] ?? data["automationId"] ?? data["keyId"]) switch
    {
        not JsonValue => null,
        var id when data["appId"] is not null => $"app/{(string?)id}",
        var id when data["automationId"] is not null => $"automation/{(string?)id}",
        var id => $"apikey/{(string?)id}",
    };

    /// <summary>Whether the event is one attempt's, which the end of the reload makes superfluous.</summary>
    public static bool IsAttempt(CloudEvent @event) => TypeOf(@event) == EngineFinished;

    /// <summary>Qlik Cloud's own type of an event.</summary>
    public static string? TypeOf(CloudEvent @event) => Field(@event, "eventType");

    /// <summary>A text in the event's data.</summary>
    public static string? Field(CloudEvent @event, string name) =>
        @event.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonObject Common(QlikEvent from, TenantOptions tenant) => new()
    {
        ["tenantId"] = from.TenantId,
        ["tenantUrl"] = tenant.Url.AbsoluteUri.TrimEnd('/'),
        ["tenantComment"] = tenant.Comment,
        ["spaceId"] = from.SpaceId,
        ["userId"] = from.UserId,
        ["appOwnerUserId"] = from.OwnerId,
        ["source"] = from.Source,
        ["eventType"] = from.Type,
        ["eventTypeVersion"] = from.TypeVersion,
    };

    private static (string Type, string Identity) Reload(QlikEvent from, JsonObject data, string reload)
    {
        var status = from.Detail("status")?.ToUpperInvariant();
        var outcome = status switch
        {
            "SUCCEEDED" => "succeeded",
            "CANCELED" or "CANCELLED" => "canceled",
            "FAILED" or "EXCEEDED_LIMIT" => "failed",

            // A status of a later version of Qlik Cloud. Better one alert too many than one too few.
            _ => from.Data is { } details && details.TryGetProperty("succeeded", out var ok) && ok.ValueKind == JsonValueKind.True
                ? "succeeded"
                : "failed",
        };
        data["appId"] = from.Detail("appId") ?? from.ResourceId;
        data["userId"] = from.UserId ?? from.Detail("userId");
        data["reloadId"] = reload;
        data["reloadTrigger"] = from.Detail("type");
        data["status"] = status;
        data["errorCode"] = from.Detail("errorCode");
        data["errorMessage"] = Clean(from.Message("errorMessage", MaxMessage))
            ?? (status == "EXCEEDED_LIMIT" ? "The reload exceeded a limit." : null);
        data["creationTime"] = from.Detail("creationTime");
        data["startTime"] = from.Detail("startTime");
        data["endTime"] = from.Detail("endTime") ?? from.Detail("lastReloadTime");
        data["durationSeconds"] = Number(from, "durationSeconds");
        data["isPartialReload"] = Truth(from, "partial");
        return ($"cloud.reload.{outcome}", $"{outcome}:{reload}");
    }

    private static (string Type, string Identity) Engine(QlikEvent from, JsonObject data, string reload)
    {
        var status = from.Detail("status");
        var outcome = status == "ok" ? "succeeded" : "failed";
        data["appId"] = from.ResourceId;
        data["appName"] = from.Detail("name");
        data["reloadId"] = reload;
        data["status"] = status;
        data["errors"] = Texts(from, "errors");
        data["warnings"] = Texts(from, "warnings");
        data["errorMessage"] = (string?)data["errors"]?.AsArray().FirstOrDefault();
        data["endTime"] = from.Detail("endTime");
        data["durationSeconds"] = Number(from, "duration") is { } ms ? JsonValue.Create(Math.Round(ms.GetValue<double>() / 1000, 3)) : null;
        data["peakMemoryBytes"] = Number(from, "peakMemoryBytes");
        data["rowLimit"] = Number(from, "rowLimit");
        data["usage"] = from.Detail("usage");
        data["endedWithMemoryConstraint"] = Truth(from, "endedWithMemoryConstraint");
        data["isDirectQueryMode"] = Truth(from, "isDirectQueryMode");
        data["isPartialReload"] = Truth(from, "isPartialReload");
        data["isSessionApp"] = Truth(from, "isSessionApp");
        data["isSkipStore"] = Truth(from, "isSkipStore");
        return ($"cloud.reload.{outcome}", $"{outcome}:{reload}");
    }

    /// <summary>A message without secrets: connectors repeat their connection strings.</summary>
    [return: NotNullIfNotNull(nameof(message))]
    internal static string? Clean(string? message) => message is null ? null : Redaction.CleanKnown(message);

    private static JsonValue? Number(QlikEvent from, string name) =>
        from.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number
            ? JsonValue.Create(value.GetDouble())
            : null;

    private static JsonValue? Truth(QlikEvent from, string name) =>
        from.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? JsonValue.Create(value.GetBoolean())
            : null;

    private static JsonArray? Texts(QlikEvent from, string name) =>
        from.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Array
            ? new JsonArray([.. value.EnumerateArray().Take(MaxMessages).Select(item => (JsonNode?)Clean(TextCut.ToLength(
                item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText(), MaxMessage / 2)))])
            : null;
}
