using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Messages;

/// <summary>The error conditions that clients of Service Bus understand.</summary>
internal static class Conditions
{
    public const string ArgumentError = "com.microsoft:argument-error";
    public const string MessageLockLost = "com.microsoft:message-lock-lost";
    public const string MessageNotFound = "com.microsoft:message-not-found";

    public const string LockLostDescription =
        "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.";

    public static Rejected LockLost => new() { Error = new Error { Condition = MessageLockLost, Description = LockLostDescription } };

    /// <summary>The error for a failure.</summary>
    public static Error Of(Exception fault) => fault switch
    {
        BrokerException refusal => new Error { Condition = Condition(refusal.Fault), Description = refusal.Message },
        AmqpException { Error: { } error } => error,
        _ => new Error { Condition = AmqpErrorCode.InternalError, Description = "The service was unable to process the request." },
    };

    /// <summary>Whether a failure is caused by the caller, not by the emulator.</summary>
    public static bool IsRefusal(Exception fault) => fault is BrokerException or AmqpException;

    /// <summary>The HTTP-like status of a condition.</summary>
    public static int Status(Error error) => error.Condition.Value switch
    {
        "amqp:not-found" or MessageNotFound => 404,
        MessageLockLost => 410,
        "amqp:unauthorized-access" => 401,
        "amqp:not-implemented" => 501,
        "amqp:internal-error" => 500,
        "amqp:link:message-size-exceeded" or "amqp:resource-limit-exceeded" => 403,
        _ => 400,
    };

    private static string Condition(BrokerFault fault) => fault switch
    {
        BrokerFault.NoSuchQueue => AmqpErrorCode.NotFound.Value,
        BrokerFault.TooLarge => AmqpErrorCode.MessageSizeExceeded.Value,
        BrokerFault.QuotaExceeded => AmqpErrorCode.ResourceLimitExceeded.Value,
        _ => ArgumentError,
    };
}
