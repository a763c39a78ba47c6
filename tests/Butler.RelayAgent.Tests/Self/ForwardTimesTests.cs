using Butler.RelayAgent.Counting;

namespace Butler.RelayAgent.Tests.Self;

public sealed class ForwardTimesTests
{
    [Fact]
    public void Average_and_maximum_are_exact_and_the_percentile_is_at_most_a_fifth_too_high()
    {
        var times = new ForwardTimes();
        for (var ms = 1; ms <= 100; ms++)
        {
            times.Add(TimeSpan.FromMilliseconds(ms));
        }

        var read = times.Read()!;
        (read.Count, read.AverageMs, read.MaxMs).ShouldBe((100, 50.5, 100));
        read.P95Ms.ShouldBeInRange(95, 95 * 1.2);
    }

    [Fact]
    public void The_percentile_is_never_above_the_maximum_and_extremes_have_a_place()
    {
        var times = new ForwardTimes();
        times.Read().ShouldBeNull();
        times.Add(TimeSpan.FromSeconds(-3));
        times.Read().ShouldBe(new ForwardTime(1, 0, 0, 0));
        times.Forget();
        times.Add(TimeSpan.FromDays(400));
        times.Read()!.MaxMs.ShouldBe(TimeSpan.FromDays(400).TotalMilliseconds);
        times.Forget();
        times.Read().ShouldBeNull();
    }

    [Fact]
    public void Adding_a_time_allocates_nothing()
    {
        var times = new ForwardTimes();
        times.Add(TimeSpan.FromMilliseconds(3));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            times.Add(TimeSpan.FromMilliseconds(i));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
