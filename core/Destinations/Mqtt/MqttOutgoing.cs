namespace Butler.Core.Destinations.Mqtt;

/// <summary>A message on its way to the broker.</summary>
internal sealed class MqttOutgoing(string topic, ReadOnlyMemory<byte> payload, MqttQos qos, bool retain)
{
    public string Topic { get; } = topic;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public MqttQos Qos { get; } = qos;

    public bool Retain { get; } = retain;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The packet id, the same on every connection; 0 before the message is first sent, and with quality of service 0.</summary>
    public ushort Id { get; set; }

    /// <summary>Whether the message has been sent: a later sending is a duplicate.</summary>
    public bool WasSent { get; set; }

    /// <summary>For quality of service 2: the broker has the message (PUBREC), and PUBREL was sent.</summary>
    public bool IsReleased { get; set; }

    public void Fail(string problem, bool isTransient = false) =>
        Done.TrySetException(new MqttException($"The message to {Topic} was not taken: {problem}.") { IsTransient = isTransient });
}
