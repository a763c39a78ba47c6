using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.ServiceBus;

/// <summary>
/// The queues of the design: one for events, one for deliveries, one for wake-ups, and two for each relay's commands and replies.
/// </summary>
internal static class DesignQueues
{
    /// <summary>All queues of a system with these relays, in the order of processing.</summary>
    public static IReadOnlyList<QueueOptions> For(params IEnumerable<string> relays) =>
    [
        new() { Name = "events" },
        new() { Name = "deliveries" },
        new() { Name = "timers" },
        .. relays.Select(relay => new QueueOptions { Name = $"commands-{relay}" }),
        new() { Name = "replies" },
    ];
}
