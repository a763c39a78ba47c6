namespace Butler.RelayAgent.Configuration;

/// <summary>The capabilities in the heartbeat, by which the function app chooses a relay.</summary>
internal static class RelayCapabilities
{
    /// <summary><c>deliver</c>, <c>deliver:NAME</c> for each destination, <c>start-task-mqtt</c>.</summary>
    public static IReadOnlyList<string> Of(RelayOptions options) =>
    [
        .. options.Commands.Deliver is { Count: > 0 } destinations
            ? ["deliver", .. destinations.Keys.Select(name => $"deliver:{name}")]
            : (string[])[],
        .. options.Mqtt is null ? (string[])[] : ["start-task-mqtt"],
    ];
}
