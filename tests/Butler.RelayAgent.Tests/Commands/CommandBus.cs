using Butler.Core.Azure.ServiceBus;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>Queues with locks and duplicate detection, whose every call is an effect that the process may die at.</summary>
internal sealed class CommandBus(TimeProvider time, KillSwitch? kill = null) : IServiceBus
{
    public static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<Held> held = [];
    private readonly HashSet<(string Queue, string Id)> seen = [];

    /// <summary>What was sent and not swallowed, in order.</summary>
    public List<(string Queue, QueueMessage Message)> Sent { get; } = [];

    /// <summary>What the next calls throw, in order; null: that one succeeds.</summary>
    public Queue<Exception?> Faults { get; } = new();

    /// <summary>How far the service's clock is ahead of the relay's.</summary>
    public TimeSpan Ahead { get; set; }

    public int Waiting => held.Count;

    private DateTimeOffset Now => time.GetUtcNow() + Ahead;

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) => Effect(() =>
    {
        if (seen.Add((queue, message.MessageId)))
        {
            Sent.Add((queue, message));
            if (queue.StartsWith("commands-", StringComparison.Ordinal))
            {
                held.Add(new Held(message, Now));
            }
        }

        return true;
    });

    /// <summary>All locks end, as after a while without the process that held them.</summary>
    public void Unlock() => held.ForEach(each => each.Token = null);

    /// <summary>Puts a message into the queue as a stranger may.</summary>
    public void Put(QueueMessage message) => held.Add(new Held(message, Now));

    public async Task<LockedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Yield(); // or a loop that finds nothing would never give its thread back
        return await Effect(() => Next(queue));
    }

    public Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken) => Effect(() =>
        held.RemoveAll(each => each.Token == message.LockToken) == 1
            ? true
            : throw new BusException(ServiceBusFault.LockLost, "the lock is lost"));

    public Task AbandonAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RenewAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(
        string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private LockedMessage? Next(string queue)
    {
        var next = held.FirstOrDefault(each => each.Token is null);
        if (next is null)
        {
            return null;
        }

        next.Token = Guid.NewGuid();
        next.Count++;
        return new LockedMessage
        {
            Queue = queue,
            Body = next.Message.Body,
            LockToken = next.Token.Value,
            MessageId = next.Message.MessageId,
            Label = next.Message.Label,
            DeliveryCount = next.Count,
            EnqueuedTime = next.At,
            LockedUntil = Now + LockDuration,
            Properties = next.Message.Properties,
        };
    }

    private Task<T> Effect<T>(Func<T> effect)
    {
        lock (gate)
        {
            if (Faults.TryDequeue(out var fault) && fault is not null)
            {
                return Task.FromException<T>(fault);
            }

            return Task.FromResult(kill is null ? effect() : kill.Effect(effect));
        }
    }

    private sealed class Held(QueueMessage message, DateTimeOffset at)
    {
        public QueueMessage Message { get; } = message;

        public DateTimeOffset At { get; } = at;

        public Guid? Token { get; set; }

        public int Count { get; set; }
    }
}
