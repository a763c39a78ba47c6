namespace Butler.Local.Sense.Site;

/// <summary>The outcomes of executions.</summary>
internal enum RunOutcome
{
    Succeeded,
    Failed,
    Aborted,

    /// <summary>None: the execution runs until it is ended, like a distribution to an unreachable tenant.</summary>
    Unfinished,
}
