using System.Threading.Channels;
using Butler.Local.ServiceBus.Amqp.Messages;
using Butler.Local.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Butler.Local.ServiceBus.Amqp.Links;

/// <summary>
/// A client's receiver: sends messages while the client gives credit, and settles them. As in the service, locks outlive the link: an
/// unsettled message returns to the queue when its lock ends.
/// </summary>
internal sealed partial class ReceiverLink(SendingAmqpLink link, BrokerQueue queue, bool deadLetter, ILogger logger)
{
    private readonly Settlement settlement = new(queue, deadLetter);
    private readonly Lock gate = new();
    private readonly Channel<bool> credit = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private CancellationTokenSource? waiting;
    private bool isClosed;
    private bool isDrained;
    private uint deliveryCount;

    public void Start()
    {
        link.RegisterCreditListener((_, drain, _) => OnCredit(drain));
        link.RegisterDispositionListener(OnDisposition);
        link.SafeAddClosed((_, _) => OnClosed());
        _ = PumpAsync();
    }

    private bool HasCredit
    {
        get
        {
            lock (gate)
            {
                return link.LinkCredit > 0 && !isDrained && !isClosed;
            }
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            while (await credit.Reader.WaitToReadAsync())
            {
                credit.Reader.TryRead(out _);
                while (HasCredit)
                {
                    if (await NextAsync() is { } delivery && !TrySend(delivery))
                    {
                        queue.Release(deadLetter, delivery.Message.LockToken);
                    }
                }
            }
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    /// <summary>The next message; null when the client has withdrawn its credit, or has disconnected, before a message arrived.</summary>
    private async ValueTask<Queues.Delivery?> NextAsync()
    {
        if (await queue.ReceiveAsync(deadLetter, TimeSpan.Zero, CancellationToken.None) is { } ready)
        {
            return ready;
        }

        using var wait = new CancellationTokenSource();
        lock (gate)
        {
            if (!HasCredit)
            {
                return null;
            }

            waiting = wait;
        }

        var delivery = await queue.ReceiveAsync(deadLetter, Timeout.InfiniteTimeSpan, wait.Token);
        lock (gate)
        {
            waiting = null;
        }

        return delivery;
    }

    private bool TrySend(Queues.Delivery delivery)
    {
        var encoded = new EncodedDelivery(MessageWriter.WriteDelivered(delivery), delivery.Message.LockToken);
        lock (gate)
        {
            if (isDrained || isClosed || link.IsClosing() || !link.TrySendDelivery(encoded))
            {
                return false;
            }

            deliveryCount++;
            return true;
        }
    }

    // The library ends the whole session when a listener throws.
    private void OnCredit(bool drain)
    {
        try
        {
            lock (gate)
            {
                isDrained = false;
                if (drain)
                {
                    Drain();
                }
            }

            credit.Writer.TryWrite(true);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    private void OnClosed()
    {
        lock (gate)
        {
            isClosed = true;
            waiting?.Cancel();
        }

        credit.Writer.TryComplete();
    }

    /// <summary>
    /// Sends the available messages and uses up the remaining credit. The library's own answer lacks the drain flag, which some clients
    /// wait for.
    /// </summary>
    private void Drain()
    {
        while (link.LinkCredit > 0 && TakeReady() is { } delivery)
        {
            if (!TrySend(delivery))
            {
                queue.Release(deadLetter, delivery.Message.LockToken);
                break;
            }
        }

        deliveryCount += link.LinkCredit;
        isDrained = true;
        waiting?.Cancel();
        link.Session.SendFlow(
            new Flow { Handle = link.LocalHandle, DeliveryCount = deliveryCount, LinkCredit = 0, Available = 0, Drain = true });
    }

    private Queues.Delivery? TakeReady()
    {
        // Without a wait, the call is complete when it returns.
        var received = queue.ReceiveAsync(deadLetter, TimeSpan.Zero, CancellationToken.None);
        return received.IsCompletedSuccessfully ? received.Result : null;
    }

    private void OnDisposition(Microsoft.Azure.Amqp.Delivery delivery)
    {
        try
        {
            if (delivery.State is Received)
            {
                return;
            }

            var outcome = Settle(delivery);
            if (!delivery.Settled)
            {
                link.DisposeDelivery(delivery, settled: true, outcome);
            }
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    /// <summary>
    /// The answer for the client. A success is always "accepted", because clients treat an error in the answer as a failure.
    /// </summary>
    private Outcome Settle(Microsoft.Azure.Amqp.Delivery delivery)
    {
        try
        {
            var tag = delivery.DeliveryTag;
            return tag.Count == 16 && settlement.Apply(new Guid(tag), delivery.State) ? AmqpConstants.AcceptedOutcome : Conditions.LockLost;
        }
        catch (Exception fault) when (Conditions.IsRefusal(fault))
        {
            return new Rejected { Error = Conditions.Of(fault) };
        }
    }

    private void Fail(Exception fault)
    {
        Log.Failed(logger, link.Name, fault);
        link.SafeClose(fault);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Receiver link {Link} failed and is closed")]
        public static partial void Failed(ILogger logger, string link, Exception fault);
    }
}
