using System.Text.Json;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>A reload as a tenant describes it (https://qlik.dev/apis/rest/reloads).</summary>
/// <param name="Id">The reload's id.</param>
internal sealed record CloudReload(string Id)
{
    private const int MaxMessage = 2_000;
    private static readonly string[] EndStatuses = ["SUCCEEDED", "FAILED", "CANCELED", "CANCELLED", "EXCEEDED_LIMIT"];

    public string? AppId { get; init; }

    /// <summary>QUEUED, RELOADING or CANCELING, then SUCCEEDED, FAILED, CANCELED or EXCEEDED_LIMIT; null: unknown.</summary>
    public string? Status { get; init; }

    /// <summary>What started it, such as <c>external</c> for a call of the API.</summary>
    public string? Trigger { get; init; }

    /// <summary>The user who started it.</summary>
    public string? UserId { get; init; }

    public bool? Partial { get; init; }

    public string? Created { get; init; }

    public string? Started { get; init; }

    public string? Ended { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>Why it failed, without secrets.</summary>
    public string? ErrorMessage { get; init; }

    public bool HasEnded => EndStatuses.Contains(Status);

    /// <summary>Reads a reload; null when the answer has no id.</summary>
    public static CloudReload? Of(JsonElement answer) => answer.Text("id") is not { } id ? null : new CloudReload(id)
    {
        AppId = answer.Text("appId"),
        Status = answer.Text("status")?.ToUpperInvariant(),
        Trigger = answer.Text("type"),
        UserId = answer.Text("userId"),
        Partial = (bool?)answer.Truth("partial"),
        Created = answer.Text("creationTime"),
        Started = answer.Text("startTime"),
        Ended = answer.Text("endTime"),
        ErrorCode = answer.Text("errorCode"),
        ErrorMessage = CloudEventReader.Clean(answer.Text("errorMessage", MaxMessage)),
    };
}
