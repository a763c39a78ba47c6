using Butler.Core.Azure.ServiceBus;

namespace Butler.RelayAgent.Configuration;

/// <summary>The Service Bus namespace.</summary>
internal sealed record ServiceBusOptions
{
    /// <summary>The namespace and how to authenticate.</summary>
    public required ServiceBusConnection Connection { get; init; }
}
