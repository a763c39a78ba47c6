namespace Butler.RelayAgent.Mqtt;

/// <summary>The start of tasks with MQTT.</summary>
internal sealed record StartTaskMqttOptions
{
    /// <summary>The name of a broker in <c>commands.deliver</c>.</summary>
    public required string Broker { get; init; }

    /// <summary>The topic whose messages each hold the id of a task to start.</summary>
    public required string StartTaskTopic { get; init; }
}
