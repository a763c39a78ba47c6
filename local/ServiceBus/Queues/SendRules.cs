using System.Globalization;

namespace Butler.Local.ServiceBus.Queues;

/// <summary>The service's rules for messages, before the queue is checked.</summary>
internal static class SendRules
{
    /// <summary>Returns the total size of the messages, in bytes.</summary>
    /// <exception cref="BrokerException">A message is malformed, or the messages are too large.</exception>
    public static long Check(IReadOnlyList<OutgoingMessage> messages, QueueOptions options)
    {
        long size = 0;
        foreach (var message in messages)
        {
            CheckOne(message);
            size += message.Size;
        }

        return size <= options.MaxMessageBytes ? size : throw TooLarge(size, options.MaxMessageBytes);
    }

    /// <summary>The refusal of a message or batch above the limit.</summary>
    public static BrokerException TooLarge(long size, long limit) => new(BrokerFault.TooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The message or batch is too large: its size of {size} bytes exceeds the limit of {limit} bytes (MessageSizeExceeded)."));

    private static void CheckOne(OutgoingMessage message)
    {
        var properties = message.PropertySize;
        if (properties > OutgoingMessage.MaxPropertyBytes)
        {
            throw TooLarge(properties, OutgoingMessage.MaxPropertyBytes);
        }

        CheckId("MessageId", message.MessageId);
        CheckId("SessionId", message.SessionId);
        CheckId("PartitionKey", message.PartitionKey);
        if (message.MessageId is "")
        {
            throw new BrokerException(BrokerFault.BadRequest, "MessageId must not be empty.");
        }

        if (message.SessionId is { } session && message.PartitionKey is { } partition && session != partition)
        {
            throw new BrokerException(BrokerFault.BadRequest, "SessionId and PartitionKey must be equal when both are set.");
        }

        if (message.TimeToLive <= TimeSpan.Zero)
        {
            throw new BrokerException(BrokerFault.BadRequest, "TimeToLive must be more than zero.");
        }
    }

    private static void CheckId(string name, string? value)
    {
        if (value?.Length > OutgoingMessage.MaxIdLength)
        {
            throw new BrokerException(BrokerFault.BadRequest, string.Create(
                CultureInfo.InvariantCulture, $"{name} is longer than {OutgoingMessage.MaxIdLength} characters."));
        }
    }
}
