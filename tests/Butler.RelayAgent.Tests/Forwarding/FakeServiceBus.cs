using System.Collections.Concurrent;
using System.Threading.Channels;
using Butler.Core.Azure.ServiceBus;

namespace Butler.RelayAgent.Tests.Forwarding;

/// <summary>A Service Bus that takes messages, or fails as the test says.</summary>
internal sealed class FakeServiceBus : IServiceBus
{
    private readonly Channel<(string Queue, QueueMessage Message)> taken = Channel.CreateUnbounded<(string, QueueMessage)>();

    /// <summary>What the next calls throw, in order; null: that one succeeds.</summary>
    public ConcurrentQueue<Exception?> Faults { get; } = new();

    /// <summary>Which messages can never be sent, and why.</summary>
    public Func<QueueMessage, string?> Rejects { get; set; } = _ => null;

    /// <summary>How often it was called.</summary>
    public int Calls { get; private set; }

    /// <summary>The next message taken.</summary>
    public async Task<(string Queue, QueueMessage Message)> NextAsync() =>
        await taken.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The messages that were taken and not returned yet.</summary>
    public IEnumerable<(string Queue, QueueMessage Message)> TakeAll()
    {
        while (taken.Reader.TryRead(out var next))
        {
            yield return next;
        }
    }

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) =>
        SendBatchAsync(queue, [message], cancellationToken);

    public Task<IReadOnlyList<RejectedMessage>> SendBatchAsync(
        string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        Calls++;
        if (Faults.TryDequeue(out var fault) && fault is not null)
        {
            throw fault;
        }

        var rejected = new List<RejectedMessage>();
        foreach (var message in messages)
        {
            if (Rejects(message) is { } reason)
            {
                rejected.Add(new RejectedMessage(message, reason));
            }
            else
            {
                taken.Writer.TryWrite((queue, message));
            }
        }

        return Task.FromResult<IReadOnlyList<RejectedMessage>>(rejected);
    }

    public Task<LockedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AbandonAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RenewAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();
}
