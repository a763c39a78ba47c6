using Butler.Core.Time;
using Butler.Tests;

namespace Butler.Core.Tests.Time;

public sealed class QuietLogTests
{
    private readonly FakeTime time = new();

    [Fact]
    public void The_first_fault_is_written_then_one_in_each_interval_with_the_number_of_those_between()
    {
        var log = new QuietLog(time, TimeSpan.FromSeconds(30));
        var lines = new List<(int Second, int More)>();
        for (var second = 0; second <= 65; second += 5)
        {
            if (log.IsDue(out var more))
            {
                lines.Add((second, more));
            }

            time.Advance(TimeSpan.FromSeconds(5));
        }

        lines.ShouldBe([(0, 0), (30, 5), (60, 5)]);
    }

    [Fact]
    public void The_end_is_told_once_with_how_long_it_lasted_and_the_next_fault_is_a_first_one()
    {
        var log = new QuietLog(time);
        log.End().ShouldBeNull();
        log.IsDue().ShouldBeTrue();
        time.Advance(TimeSpan.FromMinutes(2));
        log.IsDue().ShouldBeFalse();

        log.End().ShouldBe(TimeSpan.FromMinutes(2));
        log.End().ShouldBeNull();
        log.IsDue(out var more).ShouldBeTrue();
        more.ShouldBe(0);
    }

    [Fact]
    public void Each_subject_has_a_log_of_its_own()
    {
        var logs = new QuietLogs(time, TimeSpan.FromSeconds(30));

        (logs.About("teams").IsDue(), logs.About("slack").IsDue(), logs.About("teams").IsDue()).ShouldBe((true, true, false));
    }
}
