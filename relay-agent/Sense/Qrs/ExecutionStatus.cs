namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>QRS's numbers for how far an execution is.</summary>
internal static class ExecutionStatus
{
    public const int Aborted = 6;
    public const int FinishedSuccess = 7;
    public const int FinishedFail = 8;
    public const int Error = 11;

    private static readonly string[] Texts =
    [
        "NeverStarted", "Triggered", "Started", "Queued", "AbortInitiated", "Aborting", "Aborted", "FinishedSuccess", "FinishedFail",
        "Skipped", "Retry", "Error", "Reset", "DistributionQueue", "DistributionRunning",
    ];

    /// <summary>The status in words.</summary>
    public static string? Text(int? status) => status is { } number and >= 0 && number < Texts.Length ? Texts[number] : null;

    /// <summary>Whether nothing more will come of it.</summary>
    public static bool IsFinal(int? status) => status is Aborted or FinishedSuccess or FinishedFail or 9 or Error or 12;

    /// <summary>The outcome in an event's type; null for those that are none, such as Skipped.</summary>
    public static string? Outcome(int? status) => status switch
    {
        Aborted => "aborted",
        FinishedSuccess => "succeeded",
        FinishedFail or Error => "failed",
        _ => null,
    };
}
