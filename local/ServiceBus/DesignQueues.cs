using Butler.Core.Commands;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.ServiceBus;

/// <summary>
/// The queues of the design: one road for events, one for deliveries, one for wake-ups, two for each relay's commands and replies, and one
/// that all others forward their dead letters to.
/// </summary>
internal static class DesignQueues
{
    /// <summary>All queues of a system with these relays, in the order of processing.</summary>
    public static IReadOnlyList<QueueOptions> For(params IEnumerable<string> relays) =>
    [
        Queue(QueueNames.Events),
        Queue(QueueNames.Deliveries),
        Queue(QueueNames.Timers),
        .. relays.Select(relay => Queue(QueueNames.Commands(relay))),
        Queue(QueueNames.Replies),
        new() { Name = QueueNames.DeadLetters, DuplicateDetectionWindow = null },
    ];

    private static QueueOptions Queue(string name) => new() { Name = name, ForwardDeadLetteredMessagesTo = QueueNames.DeadLetters };
}
