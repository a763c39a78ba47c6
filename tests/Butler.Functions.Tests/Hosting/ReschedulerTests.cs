using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Functions.Queues;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Hosting;

public sealed class ReschedulerTests
{
    private readonly FakeTime time = new(new DateTimeOffset(2031, 3, 14, 4, 0, 0, TimeSpan.Zero));
    private readonly FakeBus bus;
    private readonly Rescheduler rescheduler;

    public ReschedulerTests()
    {
        bus = new FakeBus(time);
        rescheduler = new Rescheduler(bus, time, new NoJitter());
    }

    [Fact]
    public async Task The_pause_grows_with_the_faults_and_not_with_the_waits_in_between()
    {
        var message = new QueueMessage { Body = "body"u8.ToArray(), MessageId = "m" };
        var pauses = new List<double>();
        TimeSpan?[] reasons =
            [null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), null, TimeSpan.FromSeconds(2), null, null, null, null, null, null];
        foreach (var delay in reasons)
        {
            var at = await rescheduler.SendAsync(App.Trigger(QueueNames.Deliveries, message), CancellationToken.None, delay);
            pauses.Add((at - time.GetUtcNow()).TotalSeconds);
            message = bus.Sent[^1].Message;
        }

        pauses.ShouldBe([5, 2, 2, 10, 2, 20, 40, 80, 160, 300, 300]);
        (message.Properties["hop"], message.Properties["faults"]).ShouldBe((11, 8));
    }

    private sealed class NoJitter : Random
    {
        public override double NextDouble() => 0;
    }
}
