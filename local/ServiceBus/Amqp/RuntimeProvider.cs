using Butler.Local.ServiceBus.Access;
using Butler.Local.ServiceBus.Amqp.Connections;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;

namespace Butler.Local.ServiceBus.Amqp;

/// <summary>The callbacks of the library while it serves connections.</summary>
internal sealed class RuntimeProvider(LinkFactory links, SharedAccess access) : IRuntimeProvider
{
    public AmqpConnection CreateConnection(
        TransportBase transport,
        ProtocolHeader protocolHeader,
        bool isInitiator,
        AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings) =>
        new ClientConnection(transport, protocolHeader, amqpSettings, connectionSettings, access);

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => new(connection, settings, this);

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings) => links.CreateLink(session, settings);

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state) =>
        links.BeginOpenLink(link, timeout, callback, state);

    public void EndOpenLink(IAsyncResult result) => links.EndOpenLink(result);
}
