namespace Butler.Local.Sense.Site;

/// <summary>The differences between releases of Sense, its version and its license, which can be changed at any time.</summary>
internal sealed class SenseBehaviour
{
    /// <summary>Whether the older way to script logs works, by <c>fileReferenceId</c>.</summary>
    public bool ScriptLogByFileReference { get; set; } = true;

    /// <summary>Whether the way of May 2025 and later works, by <c>executionResultId</c>.</summary>
    public bool ScriptLogByExecutionResult { get; set; } = true;

    /// <summary>
    /// Whether <c>lastExecutionResult</c> of a task has an <c>executionID</c>. The condensed form of QRS's published schema has
    /// none; the entity <c>executionresult</c> always has one.
    /// </summary>
    public bool TasksTellExecutionId { get; set; }

    /// <summary>The run time of executions started by QRS or the engine.</summary>
    public TimeSpan RunTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The time from the datagram to the final result, as in Sense.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The version number that the About service says.</summary>
    public string Version { get; set; } = "14.254.6";

    /// <summary>The release that the About service says.</summary>
    public string ReleaseLabel { get; set; } = "November 2030";

    /// <summary>The version number that QRS says.</summary>
    public string BuildVersion { get; set; } = "35.10.1.0";

    /// <summary>The license's <c>keyDetails</c>; null: with an end in 200 days.</summary>
    public string? KeyDetails { get; set; }

    /// <summary>Whether QRS calls the license expired.</summary>
    public bool LicenseExpired { get; set; }

    /// <summary>Whether QRS calls the license blacklisted.</summary>
    public bool LicenseBlacklisted { get; set; }

    /// <summary>Whether QRS calls the license invalid.</summary>
    public bool LicenseInvalid { get; set; }

    /// <summary>How many professional access licenses the site has.</summary>
    public int ProfessionalTotal { get; set; } = 5;

    /// <summary>How many analyzer access licenses the site has.</summary>
    public int AnalyzerTotal { get; set; } = 20;

    /// <summary>Whether user access has <c>userTokens</c> in the place of <c>usedTokens</c>, as some clients of QRS expect.</summary>
    public bool UserTokens { get; set; }
}
