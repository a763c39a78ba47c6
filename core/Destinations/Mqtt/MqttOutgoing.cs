namespace Butler.Core.Destinations.Mqtt;

/// <summary>A message on its way to the broker.</summary>
internal sealed class MqttOutgoing(string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain)
{
    public string Topic { get; } = topic;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public MqttQos Qos { get; } = qos;

    public bool Retain { get; } = retain;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The packet id, the same on every connection; 0 until the message is sent first, and with quality 0.</summary>
    public ushort Id { get; set; }

    /// <summary>Whether it has ever been sent: from then on it is a duplicate.</summary>
    public bool WasSent { get; set; }

    /// <summary>Quality 2 only: the broker has it (PUBREC), PUBREL is under way.</summary>
    public bool IsReleased { get; set; }

    public void Fail(string problem, bool isTransient = false) =>
        Done.TrySetException(new MqttException($"The message to {Topic} was not taken: {problem}.") { IsTransient = isTransient });
}
