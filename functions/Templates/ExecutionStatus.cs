using System.Globalization;

namespace Butler.Functions.Templates;

/// <summary>The repository's words for the state of a run.</summary>
internal static class ExecutionStatus
{
    private static readonly string[] Texts =
    [
        "NeverStarted", "Triggered", "Started", "Queued", "AbortInitiated", "Aborting", "Aborted", "FinishedSuccess", "FinishedFail", "Skipped", "Retry", "Error",
        "Reset", "DistributionQueue", "DistributionRunning",
    ];

    /// <summary>The word for a number; the number itself where there is none.</summary>
    public static string? Text(int? number) => number switch
    {
        null => null,
        >= 0 and < 15 and var known => Texts[known],
        var other => other.Value.ToString(CultureInfo.InvariantCulture),
    };
}
