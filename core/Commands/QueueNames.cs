namespace Butler.Core.Commands;

/// <summary>The queues of the product.</summary>
public static class QueueNames
{
    /// <summary>What happened: relays and webhooks to ProcessEvent.</summary>
    public const string Events = "events";

    /// <summary>Alerts on their way out: ProcessEvent and Deliver to Deliver.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>What falls due at a time: any to TimerDue.</summary>
    public const string Timers = "timers";

    /// <summary>Answers and heartbeats: relays to CommandReply.</summary>
    public const string Replies = "replies";

    /// <summary>What stands behind a queue's name for its dead-letter queue.</summary>
    public const string DeadLetterSuffix = "/$DeadLetterQueue";

    /// <summary>The commands of one relay.</summary>
    public static string Commands(string relay) => $"commands-{relay}";
}
