namespace Butler.Local.QlikCloud.Tenants;

/// <summary>The states of a reload.</summary>
internal static class ReloadStatus
{
    public const string Queued = "QUEUED";
    public const string Reloading = "RELOADING";
    public const string Canceling = "CANCELING";
    public const string Succeeded = "SUCCEEDED";
    public const string Failed = "FAILED";
    public const string Canceled = "CANCELED";
    public const string ExceededLimit = "EXCEEDED_LIMIT";

    /// <summary>The states in which a reload ends.</summary>
    public static IReadOnlyList<string> Ends { get; } = [Succeeded, Failed, Canceled, ExceededLimit];

    public static bool IsEnd(string status) => Ends.Contains(status);
}
