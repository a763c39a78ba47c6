using System.Collections.Concurrent;
using Butler.Local.ServiceBus.Access;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;

namespace Butler.Local.ServiceBus.Amqp.Connections;

/// <summary>A client's connection and its state.</summary>
internal sealed class ClientConnection(
    TransportBase transport, ProtocolHeader header, AmqpSettings settings, AmqpConnectionSettings connectionSettings, SharedAccess access)
    : AmqpConnection(transport, header, isInitiator: false, settings, connectionSettings)
{
    public TokenBook Tokens { get; } = new(access);

    /// <summary>The links for answers, by the address in the requests' <c>reply-to</c>.</summary>
    public ConcurrentDictionary<string, SendingAmqpLink> ReplyLinks { get; } = new(StringComparer.Ordinal);
}
