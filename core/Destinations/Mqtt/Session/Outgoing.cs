using Butler.Core.Destinations.Mqtt.Wire;

namespace Butler.Core.Destinations.Mqtt.Session;

/// <summary>A message on its way to the broker.</summary>
internal sealed class Outgoing(MqttPacket.Publish packet)
{
    public MqttPacket.Publish Packet { get; set; } = packet;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it has ever been written: from then on it is a duplicate.</summary>
    public bool WasSent { get; set; }

    /// <summary>Whether it, or its PUBREL, was written on the connection of now.</summary>
    public bool IsSentHere { get; set; }

    /// <summary>Quality 2 only: the broker has it (PUBREC), PUBREL is under way.</summary>
    public bool IsReleased { get; set; }

    public void Fail(string problem, bool isTransient = false) =>
        Done.TrySetException(new MqttException($"The message to {Packet.Topic} was not taken: {problem}.") { IsTransient = isTransient });
}
