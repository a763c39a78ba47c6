namespace Butler.Functions.Queues;

/// <summary>Works on one message. To return is to have dealt with it for good.</summary>
internal interface IQueueHandler
{
    /// <exception cref="RefusedMessageException">It can never be dealt with: it is kept with the reason.</exception>
    Task RunAsync(TriggerMessage message, CancellationToken cancellationToken);
}
