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

    /// <summary>Where all other queues forward their dead letters: Service Bus to DeadLetters.</summary>
    public const string DeadLetters = "dead-letters";

    private const string CommandsPrefix = "commands-";

    /// <summary>The commands of one relay.</summary>
    public static string Commands(string relay) => CommandsPrefix + relay;

    /// <summary>Whether a queue is one of the commands of a relay.</summary>
    public static bool IsCommands(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return queue.StartsWith(CommandsPrefix, StringComparison.OrdinalIgnoreCase);
    }
}
