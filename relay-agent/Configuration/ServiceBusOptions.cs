using Butler.Core.Azure.ServiceBus;

namespace Butler.RelayAgent.Configuration;

/// <summary>The Service Bus namespace.</summary>
internal sealed record ServiceBusOptions
{
    /// <summary>The namespace and how to authenticate.</summary>
    public required ServiceBusConnection Connection { get; init; }

    /// <summary>How AMQP is carried.</summary>
    public ServiceBusTransport Transport { get; init; }
}

/// <summary>How AMQP is carried.</summary>
internal enum ServiceBusTransport
{
    /// <summary>In WebSockets on port 443, by the web proxy if there is one.</summary>
    WebSockets,

    /// <summary>In TLS on port 5671, past any web proxy.</summary>
    Tcp,
}
