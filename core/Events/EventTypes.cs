namespace Butler.Core.Events;

/// <summary>The types of events. Task events are <c>sense.{kind}.{outcome}</c>, see <see cref="ForTask"/>.</summary>
public static class EventTypes
{
    /// <summary>A datagram that nobody understands, with its raw text and the reason.</summary>
    public const string Unparsed = "sense.unparsed";

    /// <summary>A distribute task that did not end within six hours.</summary>
    public const string DistributeTimedOut = "sense.distribute.timedout";

    /// <summary>A summary of events that came later than the configured <c>maxEventAge</c>.</summary>
    public const string EventLate = "butler.event.late";

    /// <summary>A delivery that was refused or exhausted, and is kept for replay.</summary>
    public const string DeliveryDead = "butler.delivery.dead";

    /// <summary>Deliveries that were due and on no queue, and are sent again.</summary>
    public const string DeliveryRecovered = "butler.delivery.recovered";

    /// <summary>Nothing has been heard of a relay for a while.</summary>
    public const string RelayOffline = "butler.relay.offline";

    /// <summary>A relay that was offline is heard of again.</summary>
    public const string RelayOnline = "butler.relay.online";

    /// <summary>A relay lost datagrams or events.</summary>
    public const string RelayLoss = "butler.relay.loss";

    /// <summary>What failed within a day, for each site.</summary>
    public const string DailyDigest = "butler.digest.daily";

    /// <summary>The kinds a Sense task may have in an event type; <see cref="UnknownKind"/> where the repository could not say.</summary>
    public static readonly IReadOnlyList<string> TaskKinds =
        ["reload", "externalprogram", "usersync", "distribute", "preload", UnknownKind];

    /// <summary>The kind of a task that the repository could not tell: it matches every kind's pattern.</summary>
    public const string UnknownKind = "task";

    /// <summary>The outcome of a distribute task that the repository could not tell: it matches every outcome's pattern.</summary>
    public const string UnknownOutcome = "finished";

    /// <summary>The type of a task event, such as <c>sense.reload.failed</c>.</summary>
    /// <param name="kind">One of <see cref="TaskKinds"/>.</param>
    /// <param name="outcome"><c>failed</c>, <c>aborted</c>, <c>succeeded</c> or <see cref="UnknownOutcome"/>.</param>
    public static string ForTask(string kind, string outcome) => $"sense.{kind}.{outcome}";
}
