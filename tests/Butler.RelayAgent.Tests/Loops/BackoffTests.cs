using Butler.Core.Azure.ServiceBus;
using Butler.RelayAgent.Loops;

namespace Butler.RelayAgent.Tests.Loops;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_from_one_second_to_a_minute_with_jitter_only_upwards()
    {
        var backoff = new Backoff(new Random(1));
        foreach (var least in new[] { 1, 2, 4, 8, 16, 32 })
        {
            var pause = backoff.Next(Fault(ServiceBusFault.Unavailable)).TotalSeconds;
            pause.ShouldBeInRange(least, Math.Min(60, 2 * least));
        }

        backoff.Next(null).ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(ServiceBusFault.Unauthorized)]
    [InlineData(ServiceBusFault.NoSuchQueue)]
    [InlineData(ServiceBusFault.QuotaExceeded)]
    public void What_an_operator_must_mend_is_tried_slowly(ServiceBusFault fault) =>
        new Backoff(new Random(1)).Next(Fault(fault)).TotalSeconds.ShouldBeInRange(15, 30);

    [Fact]
    public void A_pause_is_never_shorter_than_the_service_asks() =>
        new Backoff(new Random(1)).Next(Fault(ServiceBusFault.Unavailable, TimeSpan.FromMinutes(2))).ShouldBe(TimeSpan.FromMinutes(2));

    [Fact]
    public void After_success_it_starts_anew()
    {
        var backoff = new Backoff(new Random(1));
        backoff.Next(null);
        backoff.Next(null);
        backoff.Reset();

        backoff.Next(null).TotalSeconds.ShouldBeInRange(1, 2);
    }

    private static ServiceBusException Fault(ServiceBusFault fault, TimeSpan? retryAfter = null) => new(fault, "x") { RetryAfter = retryAfter };
}
