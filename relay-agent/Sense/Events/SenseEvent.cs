using Butler.Core.Events;

namespace Butler.RelayAgent.Sense.Events;

/// <summary>An event and its encoding.</summary>
/// <param name="Event">The event.</param>
/// <param name="Encoded">The event as UTF-8 JSON.</param>
internal sealed record SenseEvent(CloudEvent Event, byte[] Encoded)
{
    /// <summary>Whether the relay raised it itself, with everything that is known.</summary>
    public bool IsOwn { get; init; }
}
