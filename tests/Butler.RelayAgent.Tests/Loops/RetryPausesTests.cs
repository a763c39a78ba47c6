using Butler.Core.Azure.ServiceBus;
using Butler.RelayAgent.Loops;

namespace Butler.RelayAgent.Tests.Loops;

public sealed class RetryPausesTests
{
    private readonly Random random = new(1);

    [Fact]
    public void Pauses_double_from_one_second_to_a_minute_with_jitter_only_upwards()
    {
        var failures = 0;
        foreach (var least in new[] { 1, 2, 4, 8, 16, 32 })
        {
            var pause = RetryPauses.After(++failures, Fault(ServiceBusFault.Unavailable), random).TotalSeconds;
            pause.ShouldBeInRange(least, Math.Min(60, 2 * least));
        }

        RetryPauses.After(++failures, fault: null, random).ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(ServiceBusFault.Unauthorized)]
    [InlineData(ServiceBusFault.NoSuchQueue)]
    [InlineData(ServiceBusFault.QuotaExceeded)]
    public void What_an_operator_must_mend_is_tried_slowly(ServiceBusFault fault) =>
        RetryPauses.After(1, Fault(fault), random).TotalSeconds.ShouldBeInRange(15, 30);

    [Fact]
    public void A_pause_is_never_shorter_than_the_service_asks() =>
        RetryPauses.After(1, Fault(ServiceBusFault.Unavailable, TimeSpan.FromMinutes(2)), random).ShouldBe(TimeSpan.FromMinutes(2));

    private static BusException Fault(ServiceBusFault fault, TimeSpan? retryAfter = null) =>
        new(fault, "x") { RetryAfter = retryAfter };
}
