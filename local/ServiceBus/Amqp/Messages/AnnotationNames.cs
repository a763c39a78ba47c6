namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>The message annotations of Service Bus.</summary>
internal static class AnnotationNames
{
    public const string DeadLetterSource = "x-opt-deadletter-source";
    public const string EnqueuedSequenceNumber = "x-opt-enqueue-sequence-number";
    public const string EnqueuedTime = "x-opt-enqueued-time";
    public const string LockedUntil = "x-opt-locked-until";
    public const string MessageState = "x-opt-message-state";
    public const string PartitionKey = "x-opt-partition-key";
    public const string ScheduledEnqueueTime = "x-opt-scheduled-enqueue-time";
    public const string SequenceNumber = "x-opt-sequence-number";

    /// <summary>Whether the broker writes the annotation, from its own state or from a member of the message.</summary>
    public static bool IsBrokers(string name) => name is DeadLetterSource or EnqueuedSequenceNumber or EnqueuedTime or LockedUntil
        or MessageState or PartitionKey or ScheduledEnqueueTime or SequenceNumber;
}
