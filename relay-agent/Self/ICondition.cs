namespace Butler.RelayAgent.Self;

/// <summary>A part of the relay without which it does not do its work.</summary>
internal interface ICondition
{
    /// <summary>
    /// What is wrong with it; null when it is well. The text goes to the service that the heartbeat calls: it names no address and no
    /// secret. The relay's log has the details.
    /// </summary>
    ValueTask<string?> ProblemAsync(CancellationToken stopping);
}
