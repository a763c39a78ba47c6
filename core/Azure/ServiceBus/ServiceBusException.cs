namespace Butler.Core.Azure.ServiceBus;

/// <summary>What went wrong between us and Service Bus.</summary>
public enum ServiceBusFault
{
    /// <summary>It could not be reached, was busy, or failed inside: the same call may succeed later.</summary>
    Unavailable,

    /// <summary>The credential was refused (401, or 403 without a size or quota reason): a matter for the operator; try again slowly.</summary>
    Unauthorized,

    /// <summary>There is no such namespace or queue: a matter for the operator; try again slowly.</summary>
    NoSuchQueue,

    /// <summary>The queue is full: try again slowly.</summary>
    QuotaExceeded,

    /// <summary>The message or batch is larger than the service takes: never again as it is.</summary>
    TooLarge,

    /// <summary>The service does not understand the message: never again as it is.</summary>
    BadRequest,

    /// <summary>The lock has expired or the message is gone: it will be handed out again.</summary>
    LockLost,
}

/// <summary>A call to Service Bus that failed. Its message never holds a key or token.</summary>
public sealed class ServiceBusException : Exception
{
    /// <summary>Describes a failed call.</summary>
    public ServiceBusException(ServiceBusFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What went wrong.</summary>
    public ServiceBusFault Fault { get; }

    /// <summary>How long the service asks us to wait, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may succeed later without a change to the message.</summary>
    public bool IsTransient => Fault is ServiceBusFault.Unavailable or ServiceBusFault.Unauthorized
        or ServiceBusFault.NoSuchQueue or ServiceBusFault.QuotaExceeded;
}
