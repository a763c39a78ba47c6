using Butler.Local.ServiceBus.Access;
using Butler.Local.ServiceBus.Amqp.Connections;
using Butler.Local.ServiceBus.Amqp.Links;
using Butler.Local.ServiceBus.Amqp.Messages;
using Butler.Local.ServiceBus.Amqp.Requests;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp;

/// <summary>Creates the handler of each link that a client attaches, or refuses the link.</summary>
internal sealed class LinkFactory(Broker broker, ILogger logger) : ILinkFactory
{
    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings) =>
        settings.Role == true ? new ReceivingAmqpLink(session, settings) : new SendingAmqpLink(session, settings);

    /// <exception cref="AmqpException">The link is refused; the library notifies the client.</exception>
    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        try
        {
            Open(link, (ClientConnection)link.Session.Connection);
        }
        catch (BrokerException refusal)
        {
            throw new AmqpException(Conditions.Of(refusal));
        }

        return TaskToAsyncResult.Begin(Task.CompletedTask, callback, state);
    }

    public void EndOpenLink(IAsyncResult result) => TaskToAsyncResult.End(result);

    private static string Address(AmqpLink link)
    {
        var address = link.IsReceiver ? (link.Settings.Target as Target)?.Address : (link.Settings.Source as Source)?.Address;
        return address?.ToString()?.Trim('/')
            ?? throw new AmqpException(AmqpErrorCode.NotImplemented, "A link must have an address; transactions are not supported.");
    }

    private void Open(AmqpLink link, ClientConnection connection)
    {
        var address = Address(link);
        if (address == TokenRequests.Address)
        {
            OpenRequests(link, connection, () => new TokenRequests(connection.Tokens, logger));
            return;
        }

        var isManagement = address.EndsWith(ManagementRequests.Suffix, StringComparison.OrdinalIgnoreCase);
        AccessRight? right = isManagement ? null : link.IsReceiver ? AccessRight.Send : AccessRight.Listen;
        if (!connection.Tokens.Opens(address, right))
        {
            var needed = right is null ? "" : $" with the right {right}";
            throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, $"No valid token{needed} was put for '{address}'.");
        }

        var (queue, deadLetter) = broker.Find(isManagement ? address[..^ManagementRequests.Suffix.Length] : address);
        if (isManagement)
        {
            OpenRequests(link, connection, () => new ManagementRequests(queue, deadLetter));
        }
        else if (link is ReceivingAmqpLink sender)
        {
            new SenderLink(sender, queue, deadLetter, () => connection.Tokens.Opens(address, right), logger).Start();
        }
        else
        {
            RefuseSessions((Source)link.Settings.Source);
            new ReceiverLink((SendingAmqpLink)link, queue, deadLetter, logger).Start();
        }
    }

    /// <summary>
    /// One link receives requests, and another sends the answers. A request names the answering link by its target or, without one, by its
    /// name.
    /// </summary>
    private void OpenRequests(AmqpLink link, ClientConnection connection, Func<IRequestHandler> handler)
    {
        if (link is ReceivingAmqpLink requests)
        {
            new RequestLink(requests, connection, handler(), logger).Start();
            return;
        }

        var replies = (SendingAmqpLink)link;
        var address = (link.Settings.Target as Target)?.Address?.ToString() ?? link.Name;
        connection.ReplyLinks[address] = replies;
        replies.SafeAddClosed((_, _) => connection.ReplyLinks.TryRemove(KeyValuePair.Create(address, replies)));
    }

    private static void RefuseSessions(Source source)
    {
        if (source.FilterSet?.Any(filter => filter.Key.ToString() == "com.microsoft:session-filter") == true)
        {
            throw new AmqpException(AmqpErrorCode.NotImplemented, "Sessions are not supported.");
        }
    }
}
