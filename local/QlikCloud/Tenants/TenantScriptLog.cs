using Butler.Local.Sense.Site;

namespace Butler.Local.QlikCloud.Tenants;

/// <summary>Writes script logs like the engine of Qlik Cloud.</summary>
internal static class TenantScriptLog
{
    /// <param name="app">The app.</param>
    /// <param name="status">The end of the reload.</param>
    /// <param name="error">The error of a failed reload; null: that of the app's script.</param>
    /// <param name="start">The start time.</param>
    /// <param name="stop">The end time.</param>
    public static string Write(TenantApp app, string status, string? error, DateTimeOffset start, DateTimeOffset stop)
    {
        var outcome = status switch
        {
            ReloadStatus.Succeeded => RunOutcome.Succeeded,
            ReloadStatus.Canceled => RunOutcome.Aborted,
            _ => RunOutcome.Failed,
        };
        var failure = error is null ? app.Failure : app.Failure with { Error = ["The following error occurred:", error] };
        string[] facts =
        [
            "Qlik Associative Engine Version 12.2345.0",
            "CPU Target                      x64",
            "Operating System                Linux",
            $"App ID                          {app.Id}",
            $"App title                       {app.Name}",
        ];
        return ScriptLogText.Write(failure, outcome, facts, start, stop);
    }
}
