namespace Butler.Functions.Queues;

/// <summary>Processes a message. The message is done when the method returns.</summary>
internal interface IQueueHandler
{
    /// <exception cref="RefusedMessageException">The message can never be processed; it is kept with the reason.</exception>
    Task RunAsync(TriggerMessage message, CancellationToken cancellationToken);
}
