using Butler.RelayAgent.Monitors.Services;

namespace Butler.RelayAgent.Tests.Monitors.Services;

public sealed class HostReachChangeTests
{
    private static readonly DateTimeOffset Start = new(2031, 3, 14, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_host_is_told_once_at_the_third_failed_look()
    {
        var reach = new HostReach();
        var told = new List<bool>();
        for (var i = 1; i <= 5; i++)
        {
            (reach, var isNews) = HostReachChange.Failed(reach, false, Start, Start.AddSeconds(30 * i));
            told.Add(isNews);
        }

        told.ShouldBe([false, false, true, false, false]);
        reach.ShouldBe(new HostReach { FailedLooks = 3, IsDown = true, Since = Start });
    }

    [Fact]
    public void A_host_that_shuts_down_gets_ten_minutes_to_come_back()
    {
        var (reach, told) = HostReachChange.Failed(new HostReach(), true, Start, Start.AddMinutes(1));
        for (var minute = 2; minute < 11; minute++)
        {
            told.ShouldBeFalse();
            (reach, told) = HostReachChange.Failed(reach, minute < 3, Start, Start.AddMinutes(minute));
        }

        told.ShouldBeFalse();
        HostReachChange.Failed(reach, false, Start, Start.AddMinutes(11)).IsNews.ShouldBeTrue();
    }
}
