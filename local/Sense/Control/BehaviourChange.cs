using Butler.Local.Sense.Site;

namespace Butler.Local.Sense.Control;

/// <summary>The body of <c>PATCH /simulator/behaviour</c>; missing values do not change.</summary>
internal sealed record BehaviourChange
{
    public bool? ScriptLogByFileReference { get; init; }

    public bool? ScriptLogByExecutionResult { get; init; }

    public bool? TasksTellExecutionId { get; init; }

    public TimeSpan? RunTime { get; init; }

    public TimeSpan? SettleTime { get; init; }

    public string? Version { get; init; }

    public string? ReleaseLabel { get; init; }

    public string? BuildVersion { get; init; }

    public string? KeyDetails { get; init; }

    public bool? LicenseExpired { get; init; }

    public bool? LicenseBlacklisted { get; init; }

    public bool? LicenseInvalid { get; init; }

    public int? ProfessionalTotal { get; init; }

    public int? AnalyzerTotal { get; init; }

    public bool? UserTokens { get; init; }

    public void Apply(SenseBehaviour behaviour)
    {
        behaviour.ScriptLogByFileReference = ScriptLogByFileReference ?? behaviour.ScriptLogByFileReference;
        behaviour.ScriptLogByExecutionResult = ScriptLogByExecutionResult ?? behaviour.ScriptLogByExecutionResult;
        behaviour.TasksTellExecutionId = TasksTellExecutionId ?? behaviour.TasksTellExecutionId;
        behaviour.RunTime = RunTime ?? behaviour.RunTime;
        behaviour.SettleTime = SettleTime ?? behaviour.SettleTime;
        behaviour.Version = Version ?? behaviour.Version;
        behaviour.ReleaseLabel = ReleaseLabel ?? behaviour.ReleaseLabel;
        behaviour.BuildVersion = BuildVersion ?? behaviour.BuildVersion;
        behaviour.KeyDetails = KeyDetails ?? behaviour.KeyDetails;
        behaviour.LicenseExpired = LicenseExpired ?? behaviour.LicenseExpired;
        behaviour.LicenseBlacklisted = LicenseBlacklisted ?? behaviour.LicenseBlacklisted;
        behaviour.LicenseInvalid = LicenseInvalid ?? behaviour.LicenseInvalid;
        behaviour.ProfessionalTotal = ProfessionalTotal ?? behaviour.ProfessionalTotal;
        behaviour.AnalyzerTotal = AnalyzerTotal ?? behaviour.AnalyzerTotal;
        behaviour.UserTokens = UserTokens ?? behaviour.UserTokens;
    }
}
