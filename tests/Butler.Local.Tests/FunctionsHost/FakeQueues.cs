using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Butler.Local.ServiceBus.Queues;

namespace Butler.Local.Tests.FunctionsHost;

/// <summary>Queues in memory: what is abandoned is handed out again at once, counted.</summary>
internal sealed class FakeQueues : IQueueSource
{
    private readonly ConcurrentDictionary<string, Channel<BrokerMessage>> queues = new();
    private readonly ConcurrentDictionary<Guid, BrokerMessage> locked = new();
    private readonly Channel<string> settled = Channel.CreateUnbounded<string>();

    public int Renewals;

    public int Received;

    public void Put(string entityPath, BrokerMessage message) => Queue(entityPath).Writer.TryWrite(message);

    public void Put(string entityPath, string body) => Put(entityPath, Message(body));

    public static BrokerMessage Message(string body) => new()
    {
        Body = Encoding.UTF8.GetBytes(body),
        MessageId = "m-1",
        DeliveryCount = 1,
        LockedUntil = new DateTimeOffset(2031, 3, 14, 4, 13, 7, TimeSpan.Zero),
        Properties = new Dictionary<string, object>(),
    };

    /// <summary>The next settlement: "complete" or "abandon", and the delivery count it had.</summary>
    public ValueTask<string> SettledAsync() => settled.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<BrokerMessage> ReceiveAsync(string entityPath, CancellationToken cancellationToken)
    {
        var message = await Queue(entityPath).Reader.ReadAsync(cancellationToken);
        message = message with { LockToken = message.LockToken == default ? Guid.NewGuid() : message.LockToken };
        locked[message.LockToken] = message;
        Interlocked.Increment(ref Received);
        return message;
    }

    public bool Complete(string entityPath, Guid lockToken) => Settle(lockToken, "complete") is not null;

    public bool Abandon(string entityPath, Guid lockToken)
    {
        if (Settle(lockToken, "abandon") is not { } message)
        {
            return false;
        }

        Put(entityPath, message with { DeliveryCount = message.DeliveryCount + 1, LockToken = default });
        return true;
    }

    /// <summary>All locks end: what was locked is handed out again, counted.</summary>
    public void LoseLocks(string entityPath)
    {
        foreach (var token in locked.Keys)
        {
            if (locked.TryRemove(token, out var message))
            {
                Put(entityPath, message with { DeliveryCount = message.DeliveryCount + 1, LockToken = default });
            }
        }
    }

    public bool Renew(string entityPath, Guid lockToken)
    {
        Interlocked.Increment(ref Renewals);
        return locked.ContainsKey(lockToken);
    }

    private BrokerMessage? Settle(Guid lockToken, string how)
    {
        if (!locked.TryRemove(lockToken, out var message))
        {
            return null;
        }

        settled.Writer.TryWrite($"{how} {message.DeliveryCount}");
        return message;
    }

    private Channel<BrokerMessage> Queue(string entityPath) => queues.GetOrAdd(entityPath, _ => Channel.CreateUnbounded<BrokerMessage>());
}
