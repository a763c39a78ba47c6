using Butler.Local.ServiceBus.Amqp.Messages;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>Requests about messages by their sequence numbers.</summary>
internal sealed class SequenceRequests(BrokerQueue queue, bool deadLetter)
{
    private const uint ReceiveAndDelete = 0;

    private static Response NotFound { get; } = new(404, "A message was not found under its sequence number.", Conditions.MessageNotFound);

    public Response Schedule(Request request)
    {
        if (deadLetter)
        {
            throw new AmqpException(AmqpErrorCode.NotAllowed, "Messages cannot be sent to a dead-letter queue.");
        }

        var messages = request.Many<AmqpMap>("messages").Select(map => map[new MapKey("message")] is ArraySegment<byte> encoded
            ? MessageReader.Read(encoded)
            : throw new BrokerException(BrokerFault.BadRequest, "A message of the request is malformed.")).ToList();
        return Response.With("sequence-numbers", queue.Send(messages).ToArray());
    }

    public Response Cancel(Request request) =>
        !deadLetter && queue.CancelScheduled(request.Many<long>("sequence-numbers")) ? Response.Ok : NotFound;

    public Response Peek(Request request)
    {
        var shown = queue.Peek(
            deadLetter, request.Number("from-sequence-number"), (int)Math.Min(request.Number("message-count"), int.MaxValue));
        return shown.Count == 0
            ? new Response(204, "There are no more messages.")
            : Response.With("messages", shown.Select(one => Entry(MessageWriter.WritePeeked(one))).ToList());
    }

    public Response Receive(Request request)
    {
        if (queue.ReceiveDeferred(deadLetter, request.Many<long>("sequence-numbers")) is not { } deliveries)
        {
            return NotFound;
        }

        var entries = deliveries.Select(delivery =>
        {
            var entry = Entry(MessageWriter.WriteDelivered(delivery));
            entry.Add(new MapKey("lock-token"), delivery.Message.LockToken);
            return entry;
        }).ToList();
        if (request.Number("receiver-settle-mode") == ReceiveAndDelete)
        {
            foreach (var delivery in deliveries)
            {
                queue.Complete(deadLetter, null, delivery.Message.LockToken);
            }
        }

        return Response.With("messages", entries);
    }

    private static AmqpMap Entry(byte[] encoded) => new() { { new MapKey("message"), new ArraySegment<byte>(encoded) } };
}
