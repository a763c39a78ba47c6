using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;

namespace Butler.Tests;

/// <summary>Queues in memory: duplicate detection, scheduling, redelivery. Every send is an effect that a process may die at.</summary>
internal sealed class FakeBus(TimeProvider time, KillSwitch? kill = null) : IServiceBus
{
    private readonly Lock gate = new();
    private readonly List<Held> held = [];
    private readonly HashSet<(string Queue, string Id)> seen = [];

    /// <summary>Set to have every call fail as if the service were gone.</summary>
    public bool Away { get; set; }

    /// <summary>Which deliveries the service will never take; null for none.</summary>
    public Func<QueueMessage, bool>? Rejects { get; set; }

    /// <summary>Everything that was sent and not swallowed, in order.</summary>
    public List<(string Queue, QueueMessage Message)> Sent { get; } = [];

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) =>
        queue == QueueNames.Deliveries && Rejects?.Invoke(message) == true
        ? throw new BusException(ServiceBusFault.TooLarge, "it is too large")
        : Effect(() => Put(queue, message));

    public async Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(
        string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        await Effect(() =>
        {
            foreach (var message in messages.Where(m => Rejects?.Invoke(m) != true))
            {
                Put(queue, message);
            }

            return true;
        });
        return [.. messages.Where(m => Rejects?.Invoke(m) == true).Select(m => new RejectedMessage(m, "it is too large"))];
    }

    /// <summary>Duplicate detection remembers ids for an hour: what was sent so far is longer ago.</summary>
    public void ForgetIds()
    {
        lock (gate)
        {
            seen.Clear();
        }
    }

    /// <summary>The next visible message of a queue with its delivery count; it stays until it is completed.</summary>
    public (QueueMessage Message, int DeliveryCount, DateTimeOffset Enqueued)? Take(string queue)
    {
        lock (gate)
        {
            var next = held.Where(h => h.Queue == queue && (h.Message.ScheduledEnqueueTime ?? h.At) <= time.GetUtcNow())
                .MinBy(h => h.Message.ScheduledEnqueueTime ?? h.At);
            if (next is null)
            {
                return null;
            }

            next.Count++;
            return (next.Message, next.Count, next.Message.ScheduledEnqueueTime ?? next.At);
        }
    }

    public void Complete(string queue, QueueMessage message)
    {
        lock (gate)
        {
            held.RemoveAll(h => h.Queue == queue && h.Message.MessageId == message.MessageId);
        }
    }

    /// <summary>When the next scheduled message of any queue becomes visible.</summary>
    public DateTimeOffset? NextVisible()
    {
        lock (gate)
        {
            return held.Count == 0 ? null : held.Min(h => h.Message.ScheduledEnqueueTime ?? h.At);
        }
    }

    public IReadOnlyList<QueueMessage> Waiting(string queue)
    {
        lock (gate)
        {
            return [.. held.Where(h => h.Queue == queue).Select(h => h.Message)];
        }
    }

    Task<LockedMessage?> IServiceBus.ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    Task IServiceBus.CompleteAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IServiceBus.AbandonAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IServiceBus.RenewAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    private bool Put(string queue, QueueMessage message)
    {
        message.MessageId.Length.ShouldBeLessThanOrEqualTo(128);
        if (seen.Add((queue, message.MessageId)))
        {
            held.Add(new Held { Queue = queue, Message = message, At = time.GetUtcNow() });
            Sent.Add((queue, message));
        }

        return true;
    }

    private Task Effect(Func<bool> effect)
    {
        lock (gate)
        {
            Calls++;
            if (Away)
            {
                throw new BusException(ServiceBusFault.Unavailable, "Service Bus is away.");
            }

            return Task.FromResult(kill is null ? effect() : kill.Effect(effect));
        }
    }

    private sealed class Held
    {
        public required string Queue { get; init; }

        public required QueueMessage Message { get; init; }

        public DateTimeOffset At { get; init; }

        public int Count { get; set; }
    }
}
