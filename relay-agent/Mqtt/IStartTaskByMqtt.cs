namespace Butler.RelayAgent.Mqtt;

/// <summary>Starts the task that a message names, if the relay's rules allow it.</summary>
internal interface IStartTaskByMqtt
{
    /// <summary>Called once for each message, one by one. It logs the result, and never throws because of a message's content.</summary>
    Task StartAsync(Guid taskId, CancellationToken cancellationToken);
}
