using Microsoft.Azure.Amqp.Transport;

namespace Butler.Local.ServiceBus.Amqp.Connections;

/// <summary>Passes accepted transports to the library, which negotiates the protocol.</summary>
internal sealed class TransportInbox() : TransportListener("inbox")
{
    public void Add(TransportBase transport) =>
        OnTransportAccepted(new TransportAsyncCallbackArgs { Transport = transport, CompletedSynchronously = false });

    protected override void OnListen()
    {
        // There is no port: transports are added with Add.
    }
}
