using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Tests.Monitors.Running;

public sealed class ClockCheckTests
{
    private readonly MovableTime time = new(new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero));

    [Theory]
    [InlineData(400 * 24 * 60, "forwards by 400.00:00:00")]
    [InlineData(-90, "back by 0.01:30:00")]
    public void A_clock_that_was_moved_is_a_failure_of_one_look(int minutes, string how)
    {
        var check = new ClockCheck(time);
        check.Check();
        time.Advance(TimeSpan.FromHours(24));
        time.Move(TimeSpan.FromMinutes(minutes));

        Should.Throw<MonitorException>(check.Check).Message.ShouldBe(
            $"the clock of this machine moved {how} since the last look, so dates are not compared before the next look. "
            + "Check the time of this machine");
        time.Advance(TimeSpan.FromMinutes(5));
        check.Check();
    }

    [Fact]
    public void Time_that_passes_and_small_corrections_are_no_failure()
    {
        var check = new ClockCheck(time);
        check.Check();
        time.Advance(TimeSpan.FromDays(20));
        time.Move(TimeSpan.FromMinutes(-10));
        check.Check();
    }
}
