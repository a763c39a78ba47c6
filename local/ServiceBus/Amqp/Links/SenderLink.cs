using Butler.Local.ServiceBus.Amqp.Messages;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Links;

/// <summary>A client's sender: receives its messages and batches.</summary>
internal sealed partial class SenderLink(ReceivingAmqpLink link, BrokerQueue queue, bool deadLetter, Func<bool> isOpen, ILogger logger)
{
    /// <summary>
    /// Above this size the library detaches the link. Below it a message that is too large is rejected, which all clients understand.
    /// </summary>
    private const ulong HardLimit = 64 * 1024 * 1024;

    public void Start()
    {
        if (deadLetter)
        {
            throw new AmqpException(AmqpErrorCode.NotAllowed, "Messages cannot be sent to a dead-letter queue.");
        }

        link.Settings.MaxMessageSize = (ulong)queue.MaxMessageBytes;
        link.Settings.UpsertProperty("com.microsoft:max-message-batch-size", (long)queue.MaxMessageBytes);
        link.Opened += (_, _) => link.Settings.MaxMessageSize = HardLimit;
        link.RegisterMessageListener(OnMessage);
    }

    // The library ends the whole session when a listener throws.
    private void OnMessage(AmqpMessage message)
    {
        try
        {
            link.DisposeDelivery(message, settled: true, Take(message));
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

    private Outcome Take(AmqpMessage message)
    {
        try
        {
            if (!isOpen())
            {
                throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, "The token has expired.");
            }

            queue.Send(Read(message));
            return AmqpConstants.AcceptedOutcome;
        }
        catch (Exception fault)
        {
            if (!Conditions.IsRefusal(fault))
            {
                Log.Failed(logger, link.Name, fault);
            }

            return new Rejected { Error = Conditions.Of(fault) };
        }
    }

    private IReadOnlyList<OutgoingMessage> Read(AmqpMessage message)
    {
        // The library reuses its buffers, so the bytes are copied; its own sections would lack unread parts.
        using var stream = message.ToStream();
        if (stream.Length > queue.MaxMessageBytes)
        {
            throw SendRules.TooLarge(stream.Length, queue.MaxMessageBytes);
        }

        var encoded = new byte[stream.Length];
        stream.ReadExactly(encoded);
        return message.MessageFormat == AmqpConstants.AmqpBatchedMessageFormat
            ? MessageReader.ReadBatch(encoded)
            : [MessageReader.Read(encoded)];
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A message on link {Link} cannot be accepted")]
        public static partial void Failed(ILogger logger, string link, Exception fault);
    }
}
