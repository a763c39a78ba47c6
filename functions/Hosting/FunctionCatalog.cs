using Butler.Core.Commands;

namespace Butler.Functions.Hosting;

/// <summary>All functions of the app.</summary>
internal static class FunctionCatalog
{
    /// <summary>The queues whose dead letters are processed, independent of the relays.</summary>
    private static readonly string[] Queues = [QueueNames.Events, QueueNames.Deliveries, QueueNames.Timers, QueueNames.Replies];

    /// <summary>The functions of an app that serves the given relays.</summary>
    /// <param name="relays">The relays' names, separated by commas, from the app setting <c>BUTLER_RELAYS</c>.</param>
    public static IReadOnlyList<FunctionDefinition> Create(string? relays) =>
    [
        new QueueFunction("ProcessEvent", "Routes an event: matches, throttles, plans, one delivery per channel.", QueueNames.Events, s => s.ProcessEvent),
        new QueueFunction("Deliver", "Renders a delivery and sends it to its destination.", QueueNames.Deliveries, s => s.Deliver),
        new QueueFunction("TimerDue", "Runs due timers.", QueueNames.Timers, s => s.TimerDue),
        new QueueFunction("CommandReply", "Processes the relays' heartbeats and replies.", QueueNames.Replies, s => s.CommandReply),
        .. Queues.Select(queue => DeadLetters("DeadLetters" + char.ToUpperInvariant(queue[0]) + queue[1..], queue)),
        .. RelayNames(relays).Select(relay => CommandDeadLetters(relay)),
        new TimerFunction("Sweep", "Runs overdue timers.", "0 * * * * *", s => s.Sweep),
        new TimerFunction("WatchRelays", "Reports relays without heartbeats.", "30 * * * * *", s => s.WatchRelays),
        new TimerFunction("Digest", "Summarizes each site's day at the configured time.", "0 */15 * * * *", s => s.Digest),
        new TimerFunction("UnansweredCommands", "Ends commands that no relay has answered.", "0 37 * * * *", s => s.UnansweredCommands),
        new TimerFunction("ReconcileDeliveries", "Sends due deliveries again that are missing from the queues.", "0 47 * * * *", s => s.Reconcile),
        new TimerFunction("Retention", "Deletes rows older than the retention.", "0 17 * * * *", s => s.Retention),
        new HttpFunction("Incidents", "Lists the open incidents.", new HttpTrigger("v4/incidents", "function", "get"), s => s.Incidents.List),
        new HttpFunction("IncidentAcknowledge", "Acknowledges an incident.", new HttpTrigger("v4/incidents/{id}/ack", "function", "post"), s => s.Incidents.Acknowledge),
        new HttpFunction("IncidentLink", "The page behind the link in an alert, and its button; open, but the link is signed.", new HttpTrigger("v4/incidents/{id}/ack/{token}", "anonymous", "get", "post"), s => s.Incidents.Link),
        new HttpFunction("Deliveries", "Lists deliveries by state, the dead unless another is asked for.", new HttpTrigger("v4/deliveries", "function", "get"), s => s.Deliveries.List),
        new HttpFunction("Delivery", "Shows a delivery with its event.", new HttpTrigger("v4/deliveries/{id}", "function", "get"), s => s.Deliveries.Show),
        new HttpFunction("DeliveryReplay", "Sends a dead delivery again.", new HttpTrigger("v4/deliveries/{id}/replay", "function", "post"), s => s.Deliveries.Replay),
        new HttpFunction("DeliveriesReplay", "Sends dead deliveries again, page by page.", new HttpTrigger("v4/deliveries/replay", "function", "post"), s => s.Deliveries.ReplayMany),
        new HttpFunction("Event", "Shows a recorded event.", new HttpTrigger("v4/events/{id}", "function", "get"), s => s.Deliveries.Event),
        new HttpFunction("ChannelTest", "Sends a test alert through a channel.", new HttpTrigger("v4/channels/{name}/test", "function", "post"), s => s.ChannelTest.Test),
        new HttpFunction("ChannelPreview", "Shows what a channel would send of an event.", new HttpTrigger("v4/channels/{name}/preview", "function", "post"), s => s.ChannelPreview.Preview),
        new HttpFunction("Healthz", "Says whether the app can work; open.", new HttpTrigger("healthz", "anonymous", "get"), s => s.Healthz),
    ];

    private static QueueFunction DeadLetters(string name, string queue) => new(
        name,
        $"Records, counts and sends again the messages in the dead-letter queue of {queue}.",
        queue + QueueNames.DeadLetterSuffix,
        s => s.DeadLetters(queue));

    private static QueueFunction CommandDeadLetters(string relay) => new(
        "DeadLettersCommands-" + relay,
        $"Ends commands that relay {relay} did not receive in time.",
        QueueNames.Commands(relay) + QueueNames.DeadLetterSuffix,
        s => s.CommandDeadLetters(QueueNames.Commands(relay)));

    private static IEnumerable<string> RelayNames(string? relays) =>
        (relays ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase);
}
