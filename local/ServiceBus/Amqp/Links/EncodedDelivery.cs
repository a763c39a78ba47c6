using Microsoft.Azure.Amqp;

namespace Butler.Local.ServiceBus.Amqp.Links;

/// <summary>A message's bytes for a receiver; its tag is the lock token.</summary>
internal sealed class EncodedDelivery : Delivery
{
    private readonly byte[] encoded;

    public EncodedDelivery(byte[] encoded, Guid lockToken)
    {
        this.encoded = encoded;
        DeliveryTag = new ArraySegment<byte>(lockToken.ToByteArray());
        MessageFormat = AmqpConstants.AmqpMessageFormat;
    }

    public override ArraySegment<byte>[] GetPayload(int payloadSize, out bool more)
    {
        var sent = (int)BytesTransfered;
        var length = Math.Min(payloadSize, encoded.Length - sent);
        more = sent + length < encoded.Length;
        return [new ArraySegment<byte>(encoded, sent, length)];
    }

    protected override void OnCompletePayload(int payloadSize)
    {
        // The base class counts what was sent.
    }
}
