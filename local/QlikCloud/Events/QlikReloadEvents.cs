using System.Text.Json.Nodes;

namespace Butler.Local.QlikCloud.Events;

/// <summary>Makes the two events that Qlik Cloud sends about the end of a reload.</summary>
internal static class QlikReloadEvents
{
    /// <summary>The event of the reload, with its final outcome.</summary>
    public const string Finished = "com.qlik.v1.reload.finished";

    /// <summary>The event of the engine's attempt.</summary>
    public const string EngineFinished = "com.qlik.v1.app.reload.finished";

    private const int MegaByte = 1024 * 1024;

    /// <summary>The event types that have events.</summary>
    public static IReadOnlyList<string> Types { get; } = [Finished, EngineFinished];

    /// <summary>The body of an event.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="end">The reload.</param>
    /// <param name="form">The form of the event.</param>
    public static byte[] Write(string type, ReloadEnd end, QlikEventForm form) => type == EngineFinished
        ? QlikEnvelope.Write(Guid.NewGuid().ToString(), type, "com.qlik/engine", end, EngineData(end), form)
        : QlikEnvelope.Write(Guid.NewGuid().ToString(), type, "com.qlik/reloads", end, ReloadData(end), form);

    private static JsonObject ReloadData(ReloadEnd end) => new()
    {
        ["id"] = end.ReloadId,
        ["appId"] = end.AppId,
        ["tenantId"] = end.TenantId,
        ["userId"] = end.UserId,
        ["status"] = end.Status,
        ["succeeded"] = end.Status == "SUCCEEDED",
        ["type"] = end.Type,
        ["partial"] = end.Partial,
        ["errorCode"] = end.ErrorCode,
        ["errorMessage"] = end.ErrorMessage,
        ["creationTime"] = TenantTime.Text(end.Created),
        ["startTime"] = TenantTime.Text(end.Started),
        ["lastReloadTime"] = TenantTime.Text(end.Ended),
        ["durationSeconds"] = (int)(end.Ended - end.Started).TotalSeconds,
        ["requeueCounters"] = new JsonObject(),
    };

    private static JsonObject EngineData(ReloadEnd end) => new()
    {
        ["name"] = end.AppName,
        ["reloadId"] = end.ReloadId,
        ["status"] = end.Status == "SUCCEEDED" ? "ok" : "error",
        ["duration"] = (long)(end.Ended - end.Started).TotalMilliseconds,
        ["endTime"] = TenantTime.Text(end.Ended),
        ["errors"] = end.ErrorMessage is { } message ? new JsonArray(message) : [],
        ["warnings"] = new JsonArray(),
        ["size"] = new JsonObject { ["memory"] = 24 * MegaByte },
        ["peakMemoryBytes"] = 96 * MegaByte,
        ["usage"] = "ANALYTICS",
        ["isPartialReload"] = end.Partial,
        ["isSessionApp"] = false,
        ["isSkipStore"] = false,
        ["isDirectQueryMode"] = false,
        ["rowLimit"] = -1,
        ["endedWithMemoryConstraint"] = end.Status == "EXCEEDED_LIMIT",
        ["statements"] = new JsonArray(),
    };
}
