using System.Text;
using Butler.Local.ServiceBus.Queues;
using Butler.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus;

/// <summary>A broker with one queue, <c>q</c>, on a clock that the test moves.</summary>
internal sealed class BrokerBench : IDisposable
{
    public const string Queue = "q";
    public const string DeadLetters = "q/$DeadLetterQueue";

    public BrokerBench(QueueOptions? options = null, string? directory = null, FakeTime? time = null)
    {
        Time = time ?? new FakeTime();
        Broker = new Broker([options ?? new QueueOptions { Name = Queue }], Time, NullLogger.Instance, directory);
    }

    public FakeTime Time { get; }

    public Broker Broker { get; }

    public QueueCounts Counts => Broker.Snapshot().Single();

    public void Send(string body, string? id = null, TimeSpan? scheduledIn = null, TimeSpan? timeToLive = null) =>
        Broker.Send(Queue, Message(body, id) with { ScheduledEnqueueTime = Time.GetUtcNow() + scheduledIn, TimeToLive = timeToLive });

    /// <summary>The next message, if there is one now.</summary>
    public BrokerMessage? Receive(string entity = Queue) =>
        Broker.ReceiveAsync(entity, TimeSpan.Zero, TestContext.Current.CancellationToken).AsTask().Result?.Message;

    /// <summary>Takes all there are now, and tells their bodies.</summary>
    public IReadOnlyList<string> Drain(string entity = Queue)
    {
        var bodies = new List<string>();
        while (Receive(entity) is { } message)
        {
            bodies.Add(Text(message));
            Broker.Complete(entity, message.LockToken).ShouldBeTrue();
        }

        return bodies;
    }

    public static OutgoingMessage Message(string body, string? id = null) =>
        new() { Body = Encoding.UTF8.GetBytes(body), MessageId = id };

    public static string Text(BrokerMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    public void Dispose() => Broker.Dispose();
}
