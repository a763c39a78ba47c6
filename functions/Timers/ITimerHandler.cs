namespace Butler.Functions.Timers;

/// <summary>Does what is to be done at a moment. What it throws marks the run as failed; the next moment comes all the same.</summary>
internal interface ITimerHandler
{
    Task RunAsync(CancellationToken cancellationToken);
}
