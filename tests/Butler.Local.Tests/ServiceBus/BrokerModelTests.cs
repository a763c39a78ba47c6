using System.Globalization;
using Butler.Local.ServiceBus.Queues;
using Butler.Tests;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.Local.Tests.ServiceBus;

public sealed class BrokerModelTests
{
    private static readonly QueueOptions Options = new()
    {
        Name = "q",
        LockDuration = TimeSpan.FromSeconds(10),
        MaxDeliveryCount = 3,
        DefaultTimeToLive = TimeSpan.FromSeconds(90),
        DuplicateDetectionWindow = TimeSpan.FromSeconds(40),
    };

    private enum Action
    {
        Send,
        SendScheduled,
        SendShortLived,
        Receive,
        ReceiveDead,
        Complete,
        Abandon,
        Release,
        Renew,
        Defer,
        DeadLetter,
        ReceiveDeferred,
        ReceiveDeferredDead,
        Cancel,
        Advance,
        Kill,
    }

    [Fact]
    public void The_broker_does_what_a_plain_list_would() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Steps(Action.Advance).ToArbitrary(), steps => Run(steps, directory: null)));

    [Fact]
    public void A_killed_broker_goes_on_where_it_was() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(Steps(Action.Kill).ToArbitrary(), steps =>
        {
            using var directory = new TempDirectory();
            Run(steps, directory);
        }));

    private static Gen<(Action Action, int Number)[]> Steps(Action last) =>
        Gen.Choose(0, (int)last).SelectMany(action => Gen.Choose(0, 30), (action, number) => ((Action)action, number)).ArrayOf(60);

    private static void Run((Action Action, int Number)[] steps, TempDirectory? directory)
    {
        var time = new FakeTime();
        var model = new BrokerModel(Options, time.GetUtcNow());
        var copies = new List<TempDirectory>();
        var broker = new Broker([Options], time, NullLogger.Instance, directory?.Path);
        var locks = new List<(string Entity, Guid Ours, Guid Models)>();
        try
        {
            for (var i = 0; i < steps.Length; i++)
            {
                var (action, number) = steps[i];
                if (action == Action.Kill)
                {
                    var copy = (copies.LastOrDefault() ?? directory!).AsIfKilled();
                    copies.Add(copy);
                    broker.Dispose();
                    broker = new Broker([Options], time, NullLogger.Instance, copy.Path);
                    model.Restart();
                }
                else
                {
                    Do(action, number, i.ToString(CultureInfo.InvariantCulture), broker, model, locks, time);
                }

                var counts = broker.Snapshot().Single();
                (counts.Active, counts.Scheduled, counts.Locked, counts.Deferred, counts.DeadLettered)
                    .ShouldBe(model.Counts, $"after step {i}, {action} {number}");
            }
        }
        finally
        {
            broker.Dispose();
            copies.ForEach(copy => copy.Dispose());
        }
    }

    private static void Do(
        Action action, int number, string body, Broker broker, BrokerModel model, List<(string Entity, Guid Ours, Guid Models)> locks,
        FakeTime time)
    {
        switch (action)
        {
            case Action.Send or Action.SendScheduled or Action.SendShortLived:
                TimeSpan? scheduledIn = action == Action.SendScheduled ? TimeSpan.FromSeconds(number) : null;
                TimeSpan? timeToLive = action == Action.SendShortLived ? TimeSpan.FromSeconds(number + 1) : null;
                var id = (number % 7 == 0 ? "same" : "id" + body);
                broker.Send(
                    "q",
                    BrokerBench.Message(body, id) with { ScheduledEnqueueTime = time.GetUtcNow() + scheduledIn, TimeToLive = timeToLive });
                model.Send(body, id, scheduledIn, timeToLive);
                break;
            case Action.Receive or Action.ReceiveDead:
                var entity = action == Action.Receive ? "q" : BrokerBench.DeadLetters;
                var ours = broker.ReceiveAsync(entity, TimeSpan.Zero, CancellationToken.None).AsTask().Result?.Message;
                Compare(ours, model.Receive(action == Action.ReceiveDead), entity, locks);
                break;
            case Action.ReceiveDeferred or Action.ReceiveDeferredDead:
                var isDead = action == Action.ReceiveDeferredDead;
                var byNumber = broker.Find("q").Queue.ReceiveDeferred(isDead, [number])?.Single().Message;
                Compare(byNumber, model.ReceiveDeferred(isDead, number), isDead ? BrokerBench.DeadLetters : "q", locks);
                break;
            case Action.Cancel:
                broker.Find("q").Queue.CancelScheduled([number]).ShouldBe(model.Cancel(number));
                break;
            case Action.Advance:
                time.Advance(TimeSpan.FromSeconds(number));
                model.Advance(TimeSpan.FromSeconds(number));
                break;
            default:
                if (locks.Count > 0)
                {
                    var (where, our, theirs) = locks[number % locks.Count];
                    (action switch
                    {
                        Action.Complete => broker.Complete(where, our),
                        Action.Abandon => broker.Abandon(where, our),
                        Action.Release => broker.Release(where, our),
                        Action.Defer => broker.Find(where).Queue.Defer(broker.Find(where).DeadLetter, our, null),
                        Action.DeadLetter =>
                            broker.Find(where).Queue.DeadLetter(broker.Find(where).DeadLetter, our, new DeadLetterCause("r", ""), null),
                        _ => broker.Renew(where, our),
                    }).ShouldBe(action switch
                    {
                        Action.Complete => model.Complete(theirs),
                        Action.Abandon => model.Abandon(theirs),
                        Action.Release => model.Release(theirs),
                        Action.Defer => model.Defer(theirs),
                        Action.DeadLetter => model.DeadLetter(theirs),
                        _ => model.Renew(theirs),
                    });
                }

                break;
        }
    }

    private static void Compare(
        BrokerMessage? ours, BrokerModel.Entry? models, string entity, List<(string Entity, Guid Ours, Guid Models)> locks)
    {
        (ours is null ? null : (BrokerBench.Text(ours), ours.DeliveryCount, ours.SequenceNumber) as (string, int, long)?)
            .ShouldBe(models is null ? null : (models.Body, models.DeliveryCount, models.Number));
        if (ours is not null)
        {
            locks.Add((entity, ours.LockToken, models!.Token));
        }
    }
}
