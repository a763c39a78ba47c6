namespace Butler.Local.ServiceBus.Queues;

/// <summary>Why the broker refused a call.</summary>
internal enum BrokerFault
{
    NoSuchQueue,
    BadRequest,
    TooLarge,
    QuotaExceeded,
}

/// <summary>A call that the broker refused, in words for its caller.</summary>
internal sealed class BrokerException(BrokerFault fault, string message) : Exception(message)
{
    public BrokerFault Fault => fault;
}
