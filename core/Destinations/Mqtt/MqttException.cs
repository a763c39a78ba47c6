namespace Butler.Core.Destinations.Mqtt;

/// <summary>The broker refused a request, or is unreachable. The message never holds a password.</summary>
public sealed class MqttException : Exception
{
    /// <summary>Describes a failure.</summary>
    public MqttException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether the same call may succeed later, without a change to settings or message.</summary>
    public bool IsTransient { get; init; }
}
