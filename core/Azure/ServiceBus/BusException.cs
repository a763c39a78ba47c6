namespace Butler.Core.Azure.ServiceBus;

/// <summary>The kinds of failed calls to Service Bus.</summary>
public enum ServiceBusFault
{
    /// <summary>The service is unreachable, busy, or failed internally. The same call may succeed later.</summary>
    Unavailable,

    /// <summary>The credential was rejected (401, or 403 without a size or quota reason). An operator must act; retry slowly.</summary>
    Unauthorized,

    /// <summary>The namespace or queue does not exist. An operator must act; retry slowly.</summary>
    NoSuchQueue,

    /// <summary>The queue is full; retry slowly.</summary>
    QuotaExceeded,

    /// <summary>The message or batch is larger than the service accepts; do not retry.</summary>
    TooLarge,

    /// <summary>The service does not accept the message; do not retry.</summary>
    BadRequest,

    /// <summary>The lock has expired, so the message will be received again, or the message is gone.</summary>
    LockLost,
}

/// <summary>A call to Service Bus that failed. Its message never holds a key or token.</summary>
public sealed class BusException : Exception
{
    /// <summary>Describes a failed call.</summary>
    public BusException(ServiceBusFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public ServiceBusFault Fault { get; }

    /// <summary>How long the service asks callers to wait; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may succeed later without a change to the message.</summary>
    public bool IsTransient => Fault is ServiceBusFault.Unavailable or ServiceBusFault.Unauthorized
        or ServiceBusFault.NoSuchQueue or ServiceBusFault.QuotaExceeded;
}
