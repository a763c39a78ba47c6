using Azure.Messaging.ServiceBus;

namespace Butler.Core.Azure.ServiceBus.Amqp;

/// <summary>Sends many messages in as few batches as their sizes allow.</summary>
internal sealed class BatchSending(ServiceBusSender sender, IReadOnlyList<QueueMessage> messages)
{
    private readonly List<RejectedMessage> rejected = [];

    /// <summary>The messages that can never be sent.</summary>
    public IReadOnlyList<RejectedMessage> Rejected => rejected;

    public Task SendAsync(CancellationToken cancellationToken)
    {
        var written = new List<Written>(messages.Count);
        foreach (var message in messages)
        {
            try
            {
                written.Add(new Written(message, AmqpMessages.Write(message)));
            }
            catch (BusException e)
            {
                rejected.Add(new RejectedMessage(message, e.Message));
            }
        }

        return SendAsync(written.ToArray(), cancellationToken);
    }

    private async Task SendAsync(ArraySegment<Written> rest, CancellationToken cancellationToken)
    {
        while (rest.Count > 0)
        {
            using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
            var count = 0;
            while (count < rest.Count && batch.TryAddMessage(rest[count].Message))
            {
                count++;
            }

            if (count == 0)
            {
                Reject(rest[0], $"The message is larger than {batch.MaxSizeInBytes} bytes, the most that a queue takes.");
                count = 1;
            }
            else
            {
                await SendAsync(batch, rest[..count], cancellationToken);
            }

            rest = rest[count..];
        }
    }

    /// <summary>Sends one batch; what is too large or malformed as a whole is halved until the culprits stand alone.</summary>
    private async Task SendAsync(ServiceBusMessageBatch batch, ArraySegment<Written> group, CancellationToken cancellationToken)
    {
        try
        {
            await sender.SendMessagesAsync(batch, cancellationToken);
        }
        catch (Exception e) when (
            AmqpFaults.Find(e, "sending a batch", cancellationToken)?.Fault is ServiceBusFault.TooLarge or ServiceBusFault.BadRequest)
        {
            if (group.Count == 1)
            {
                Reject(group[0], e.Message);
                return;
            }

            var half = group.Count / 2;
            await SendAsync(group[..half], cancellationToken);
            await SendAsync(group[half..], cancellationToken);
        }
    }

    private void Reject(Written written, string reason) => rejected.Add(new RejectedMessage(written.Source, reason));

    private readonly record struct Written(QueueMessage Source, ServiceBusMessage Message);
}
