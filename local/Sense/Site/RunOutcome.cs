namespace Butler.Local.Sense.Site;

/// <summary>What an execution ends in.</summary>
internal enum RunOutcome
{
    Succeeded,
    Failed,
    Aborted,

    /// <summary>In nothing: it goes on until it is ended, as a distribution to a tenant that is away.</summary>
    Unfinished,
}
