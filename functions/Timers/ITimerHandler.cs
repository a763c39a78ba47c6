namespace Butler.Functions.Timers;

/// <summary>Runs at set times. An exception marks the run as failed; the next run follows as scheduled.</summary>
internal interface ITimerHandler
{
    Task RunAsync(CancellationToken cancellationToken);
}
