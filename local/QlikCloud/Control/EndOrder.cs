using Butler.Local.QlikCloud.Answers;
using Butler.Local.QlikCloud.Tenants;

namespace Butler.Local.QlikCloud.Control;

/// <summary>
/// The body of <c>POST /control/tenants/TENANT/reloads</c>: a reload that has just ended. An app that the tenant does not know is created.
/// </summary>
internal sealed record EndOrder
{
    /// <summary>The app; null for the default app.</summary>
    public string? AppId { get; init; }

    /// <summary>A reload that runs and ends now; null for a new one.</summary>
    public string? ReloadId { get; init; }

    public string Status { get; init; } = ReloadStatus.Failed;

    /// <summary>The trigger of a new reload.</summary>
    public string Type { get; init; } = "chronos";

    public string? ErrorCode { get; init; }

    /// <summary>Null for the error of the app's script, if the reload failed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The script log; null for one that the engine would write.</summary>
    public string? ScriptLog { get; init; }

    /// <summary>Whether the webhooks are called; false plays an event that never came.</summary>
    public bool Deliver { get; init; } = true;

    /// <exception cref="TenantRefusalException">It is not the end of a reload.</exception>
    public static string Checked(string status) => ReloadStatus.IsEnd(status)
        ? status
        : throw TenantRefusalException.Invalid($"status must be one of {string.Join(", ", ReloadStatus.Ends)}, not '{status}'.");
}
