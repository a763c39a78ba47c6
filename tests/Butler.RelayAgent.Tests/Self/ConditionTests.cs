using Butler.Core.Azure.ServiceBus;
using Butler.RelayAgent.Self;
using Butler.RelayAgent.Sense.Qrs;
using Butler.RelayAgent.Tests.Monitors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Tests.Self;

public sealed class ConditionTests : IDisposable
{
    private readonly SelfBench bench = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_journal_that_refused_since_the_last_look_is_not_well_but_one_whose_rules_refused_is()
    {
        var condition = bench.JournalCondition;
        (await condition.ProblemAsync(Cancel)).ShouldBeNull();
        bench.Counts.AddRefused(3);
        bench.Counts.AddRefusedSize();
        (await condition.ProblemAsync(Cancel)).ShouldBe("2 datagrams were refused because the journal was full or did not keep up");
        bench.Counts.AddRefused(1);
        bench.Counts.AddRefusedRate();
        (await condition.ProblemAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_journal_that_is_nearly_full_is_not_well()
    {
        var condition = bench.JournalCondition;
        for (var i = 0; i < 64; i++)
        {
            bench.Append(new string('x', 60_000));
        }

        (await condition.ProblemAsync(Cancel)).ShouldBe("the journal is 96 % full");
    }

    [Fact]
    public async Task Service_Bus_that_takes_no_heartbeat_for_three_minutes_is_not_well()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var condition = new ServiceBusCondition(bench.Forwarder, bench.Heartbeats, bench.Time);
        for (var i = 0; i < 5; i++)
        {
            bench.Bus.Faults.Enqueue(new BusException(ServiceBusFault.Unavailable, "down"));
        }

        var sending = bench.Heartbeats.RunAsync(stop.Token);
        await CallsAsync(1);
        (await condition.ProblemAsync(Cancel)).ShouldBeNull();
        for (var calls = 2; calls <= 5; calls++)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await CallsAsync(calls);
        }

        (await condition.ProblemAsync(Cancel)).ShouldBe("Service Bus has taken no heartbeat for 4 min");
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.Bus.NextAsync();
        await Eventually.TrueAsync(async () => await condition.ProblemAsync(Cancel) is null, "it is well again");
        await stop.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task Events_that_are_not_forwarded_are_a_problem()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var condition = new ServiceBusCondition(bench.Forwarder, bench.Heartbeats, bench.Time);
        bench.Bus.Faults.Enqueue(new BusException(ServiceBusFault.Unavailable, "Endpoint=sb://x;SharedAccessKey=abc"));
        bench.Append("a datagram");
        var forwarding = bench.Forwarder.RunAsync(stop.Token);

        await Eventually.TrueAsync(() => bench.Forwarder.Warning is not null, "it failed");
        (await condition.ProblemAsync(Cancel)).ShouldBe("events are not forwarded to Service Bus");
        await stop.CancelAsync();
        await forwarding;
    }

    [Fact]
    public async Task The_repository_service_is_asked_once_a_minute_at_most()
    {
        var qrs = new StubQrs();
        qrs.Answer("about", "{}");
        var condition = new QrsCondition(new QrsCircuit(qrs, null!, bench.Time, NullLogger<QrsCircuit>.Instance), bench.Time);
        (await condition.ProblemAsync(Cancel)).ShouldBeNull();

        qrs.Failure = new QrsException(403, "GET https://sense.example.com/qrs/about was refused (403).");
        bench.Time.Advance(TimeSpan.FromSeconds(50));
        (await condition.ProblemAsync(Cancel)).ShouldBeNull();
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        (await condition.ProblemAsync(Cancel)).ShouldBe("the repository service answers with status 403");
        qrs.Failure = new QrsException(0, "GET https://sense.example.com/qrs/about: no answer");
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        (await condition.ProblemAsync(Cancel)).ShouldBe("the repository service does not answer");
        qrs.Failure = null;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        (await condition.ProblemAsync(Cancel)).ShouldBeNull();
        qrs.Asked.Count.ShouldBe(4);
    }

    public void Dispose() => bench.Dispose();

    private Task CallsAsync(int count) => Eventually.TrueAsync(() => bench.Bus.Calls == count, $"{count} heartbeats were tried");
}
