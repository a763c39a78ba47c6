using Butler.Core.Azure.ServiceBus;

namespace Butler.RelayAgent.Configuration;

/// <summary>Where events go.</summary>
internal sealed record ServiceBusOptions
{
    /// <summary>The namespace and how to authenticate there.</summary>
    public required ServiceBusConnection Connection { get; init; }
}
