using Butler.Local.ServiceBus.Amqp.Connections;
using Butler.Local.ServiceBus.Amqp.Messages;
using Microsoft.Azure.Amqp;

namespace Butler.Local.ServiceBus.Amqp.Requests;

/// <summary>Receives the requests of one link, and answers each on the requested link.</summary>
internal sealed partial class RequestLink(ReceivingAmqpLink link, ClientConnection connection, IRequestHandler handler, ILogger logger)
{
    private long answers;

    public void Start() => link.RegisterMessageListener(OnRequest);

    // The library ends the whole session when a listener throws.
    private void OnRequest(AmqpMessage message)
    {
        try
        {
            var response = handler.Write(Answer(message));
            response.Properties.CorrelationId = message.Properties?.MessageId;
            if (message.Properties?.ReplyTo?.ToString() is { } replyTo && connection.ReplyLinks.TryGetValue(replyTo, out var replies))
            {
                var tag = new ArraySegment<byte>(BitConverter.GetBytes(Interlocked.Increment(ref answers)));
                replies.SendMessageNoWait(response, tag, AmqpConstants.NullBinary);
            }

            link.DisposeDelivery(message, settled: true, AmqpConstants.AcceptedOutcome);
        }
        catch (Exception fault)
        {
            Log.Failed(logger, link.Name, fault);
            link.SafeClose(fault);
        }
        finally
        {
            message.Dispose();
        }
    }

    private Response Answer(AmqpMessage message)
    {
        try
        {
            return handler.Answer(Request.Read(message));
        }
        catch (Exception fault)
        {
            if (!Conditions.IsRefusal(fault))
            {
                Log.Failed(logger, link.Name, fault);
            }

            var error = Conditions.Of(fault);
            return new Response(Conditions.Status(error), error.Description, error.Condition.Value);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A request on link {Link} failed")]
        public static partial void Failed(ILogger logger, string link, Exception fault);
    }
}
