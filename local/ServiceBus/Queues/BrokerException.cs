namespace Butler.Local.ServiceBus.Queues;

/// <summary>The reasons of refused calls.</summary>
internal enum BrokerFault
{
    NoSuchQueue,
    BadRequest,
    TooLarge,
    QuotaExceeded,
}

/// <summary>The broker refused a call; the message is for the caller.</summary>
internal sealed class BrokerException(BrokerFault fault, string message) : Exception(message)
{
    public BrokerFault Fault => fault;
}
