namespace Butler.Core.Events;

/// <summary>QRS's numbers for how far an execution is (<c>StatusEnum</c> of an execution result), from 0 to 14.</summary>
public static class ExecutionStatus
{
    /// <summary>The run was aborted.</summary>
    public const int Aborted = 6;

    /// <summary>The run has succeeded.</summary>
    public const int FinishedSuccess = 7;

    /// <summary>The run has failed.</summary>
    public const int FinishedFail = 8;

    /// <summary>The run could not be done.</summary>
    public const int Error = 11;

    private static readonly string[] Texts =
    [
        "NeverStarted", "Triggered", "Started", "Queued", "AbortInitiated", "Aborting", "Aborted", "FinishedSuccess", "FinishedFail",
        "Skipped", "Retry", "Error", "Reset", "DistributionQueue", "DistributionRunning",
    ];

    /// <summary>The repository's word for a status; null where it has none.</summary>
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
