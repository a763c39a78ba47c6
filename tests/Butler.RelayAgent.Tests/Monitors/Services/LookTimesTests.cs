using System.Globalization;
using Butler.RelayAgent.Monitors.Services;

namespace Butler.RelayAgent.Tests.Monitors.Services;

public sealed class LookTimesTests
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("04:12:00.003", "04:12:00", "00:00:29.997")]
    [InlineData("04:12:07.000", "04:12:00", "00:00:23")]
    [InlineData("04:12:08.000", "04:12:30", "00:00:22")]
    [InlineData("04:12:22.000", "04:12:30", "00:00:08")]
    [InlineData("04:12:29.990", "04:12:30", "00:00:30.010")]
    public void A_look_belongs_to_a_mark_of_the_clock_and_the_next_one_is_at_a_mark(string now, string mark, string wait)
    {
        LookTimes.Mark(At(now), Every).ShouldBe(At(mark));
        LookTimes.UntilNext(At(now), Every).ShouldBe(TimeSpan.Parse(wait, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_next_look_is_never_sooner_than_a_quarter_of_the_interval()
    {
        for (var i = 0; i < 3000; i++)
        {
            var now = At("04:12:00").AddMilliseconds(i * 10);
            var wait = LookTimes.UntilNext(now, Every);
            wait.ShouldBeInRange(Every * 0.25, Every * 1.25);
            ((now + wait).UtcTicks % Every.Ticks).ShouldBe(0);
        }
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2031-03-14T{time}Z", CultureInfo.InvariantCulture);
}
