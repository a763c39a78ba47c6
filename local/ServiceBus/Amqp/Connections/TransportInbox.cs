using Microsoft.Azure.Amqp.Transport;

namespace Butler.Local.ServiceBus.Amqp.Connections;

/// <summary>Hands transports that were accepted elsewhere to the library, which negotiates the protocol on them.</summary>
internal sealed class TransportInbox() : TransportListener("inbox")
{
    public void Add(TransportBase transport) =>
        OnTransportAccepted(new TransportAsyncCallbackArgs { Transport = transport, CompletedSynchronously = false });

    protected override void OnListen()
    {
        // There is no port: transports come through Add.
    }
}
