namespace Butler.Functions.Queues;

/// <summary>Handles the dead letters of queues that are not simply sent again.</summary>
internal interface IDeadLetterHandler
{
    bool CanHandle(string queue);

    /// <param name="message">The dead letter.</param>
    /// <param name="reason">Why its queue gave it up.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task RunAsync(TriggerMessage message, string reason, CancellationToken cancellationToken);
}
