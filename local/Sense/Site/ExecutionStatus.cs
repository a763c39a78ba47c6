namespace Butler.Local.Sense.Site;

/// <summary>QRS's numbers for the state of an execution.</summary>
internal enum ExecutionStatus
{
    NeverStarted = 0,
    Triggered = 1,
    Started = 2,
    Queued = 3,
    AbortInitiated = 4,
    Aborting = 5,
    Aborted = 6,
    FinishedSuccess = 7,
    FinishedFail = 8,
    Skipped = 9,
    Retry = 10,
    Error = 11,
    Reset = 12,
    DistributionQueue = 13,
    DistributionRunning = 14,
}
