namespace Butler.Functions.Schedules;

/// <summary>The last due time of a schedule that was handled, and how that ended.</summary>
/// <param name="Due">The due time, UTC.</param>
/// <param name="Outcome">One of <see cref="RunOutcomes"/>.</param>
/// <param name="Time">When this was recorded, UTC.</param>
/// <param name="Detail">The reason, or what the relay reported; null if there is nothing to say.</param>
internal sealed record ScheduleRun(DateTimeOffset Due, string Outcome, DateTimeOffset Time, string? Detail)
{
    /// <summary>Whether the run has ended.</summary>
    public bool IsFinal => Outcome is not (RunOutcomes.Starting or RunOutcomes.Waiting);
}

/// <summary>How a run of a schedule ends, or what it waits for.</summary>
internal static class RunOutcomes
{
    /// <summary>The command or the request to Qlik Cloud was sent, or is about to be; there is no answer yet.</summary>
    public const string Starting = "starting";

    /// <summary>It cannot be sent now, or Qlik Cloud did not say whether it started; it is retried.</summary>
    public const string Waiting = "waiting";

    /// <summary>At least one task was started, or Qlik Cloud accepted the start.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Nothing was started.</summary>
    public const string Failed = "failed";

    /// <summary>The relay's configuration file does not allow it.</summary>
    public const string Refused = "refused";

    /// <summary>The command could not be sent, or was not received, while the due time could still be started.</summary>
    public const string Missed = "missed";

    /// <summary>The schedule was stopped or changed before the command was sent.</summary>
    public const string Canceled = "canceled";

    /// <summary>The relay or Qlik Cloud has not answered. What was due may or may not have been started.</summary>
    public const string Unknown = "unknown";
}

/// <summary>The last due times that were missed.</summary>
/// <param name="Due">The last of them, UTC.</param>
/// <param name="Runs">How many they are.</param>
/// <param name="Reason">Why they were missed.</param>
internal sealed record MissedRun(DateTimeOffset Due, int Runs, string Reason);
