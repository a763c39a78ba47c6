using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Butler.Functions.Configuration;

namespace Butler.Functions.QlikCloud.Commands;

/// <summary>A reload in an answer. What is unknown is left out.</summary>
internal sealed record CloudReloadAnswer
{
    /// <summary>The tenant's name.</summary>
    public required string Tenant { get; init; }

    public string? AppId { get; init; }

    public required string ReloadId { get; init; }

    /// <summary>QUEUED, RELOADING or CANCELING, then SUCCEEDED, FAILED, CANCELED or EXCEEDED_LIMIT.</summary>
    public string? Status { get; init; }

    public bool? Partial { get; init; }

    /// <summary>When it was requested, UTC.</summary>
    public string? CreationTime { get; init; }

    public string? StartTime { get; init; }

    public string? EndTime { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>Where the tenant shows the script log to somebody who has signed in; absent before the end.</summary>
    public string? Log { get; init; }

    /// <summary>True when the wait was over before the reload; absent otherwise.</summary>
    public bool? Pending { get; init; }

    /// <summary>Why the tenant could not be asked for the end; absent when it could.</summary>
    public string? Problem { get; init; }

    public static CloudReloadAnswer Of(TenantOptions tenant, CloudReload reload) => new()
    {
        Tenant = tenant.Name,
        AppId = reload.AppId,
        ReloadId = reload.Id,
        Status = reload.Status,
        Partial = reload.Partial,
        CreationTime = reload.Created,
        StartTime = reload.Started,
        EndTime = reload.Ended,
        ErrorCode = reload.ErrorCode,
        ErrorMessage = reload.ErrorMessage,
        Log = reload is { HasEnded: true, AppId: { } app }
            ? new Uri(tenant.Url, $"api/v1/apps/{Uri.EscapeDataString(app)}/reloads/logs/{Uri.EscapeDataString(reload.Id)}").AbsoluteUri
            : null,
    };
}

/// <summary>A started automation in an answer.</summary>
internal sealed record AutomationRunAnswer
{
    /// <summary>The tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>The automation as the request names it.</summary>
    public required string Automation { get; init; }

    public required string AutomationId { get; init; }

    /// <summary>The run; absent when Qlik Cloud tells none.</summary>
    public string? RunId { get; init; }

    public string? Status { get; init; }
}

/// <summary>Source-generated JSON of commands to Qlik Cloud.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CloudReloadAnswer))]
[JsonSerializable(typeof(AutomationRunAnswer))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class CloudCommandsJson : JsonSerializerContext;
