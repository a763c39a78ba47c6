namespace Butler.RelayAgent.Mqtt;

/// <summary>Starts the task that a message names, if the relay's rules allow it.</summary>
internal interface IStartTaskByMqtt
{
    /// <summary>Called once for each message, one after the other. It tells what came of it in the log, and throws for nothing that a message may hold.</summary>
    Task StartAsync(Guid taskId, CancellationToken cancellationToken);
}
