namespace Butler.Core.Commands;

/// <summary>The queues of the product.</summary>
public static class QueueNames
{
    /// <summary>Events, from relays and webhooks to ProcessEvent.</summary>
    public const string Events = "events";

    /// <summary>Deliveries, from ProcessEvent and Deliver to Deliver.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Timers, from any function to TimerDue.</summary>
    public const string Timers = "timers";

    /// <summary>Replies and heartbeats, from relays to CommandReply.</summary>
    public const string Replies = "replies";

    /// <summary>The suffix of a dead-letter queue's name.</summary>
    public const string DeadLetterSuffix = "/$DeadLetterQueue";

    /// <summary>The commands of one relay.</summary>
    public static string Commands(string relay) => $"commands-{relay}";
}
