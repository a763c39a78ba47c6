using System.Globalization;
using Butler.Functions.Configuration;
using Butler.Functions.Routing;

namespace Butler.Functions.Tests.Routing;

public sealed class MutesTests
{
    private static readonly TimeZoneInfo Stockholm = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    [Theory]
    [InlineData("09:00", "17:00", "2031-03-14T07:59:59Z", null)]
    [InlineData("09:00", "17:00", "2031-03-14T08:00:00Z", "2031-03-14T16:00:00Z")]
    [InlineData("09:00", "17:00", "2031-03-14T15:59:59Z", "2031-03-14T16:00:00Z")]
    [InlineData("09:00", "17:00", "2031-03-14T16:00:00Z", null)]
    [InlineData("22:00", "06:00", "2031-03-14T22:30:00Z", "2031-03-15T05:00:00Z")]
    [InlineData("22:00", "06:00", "2031-03-14T04:30:00Z", "2031-03-14T05:00:00Z")]
    [InlineData("22:00", "06:00", "2031-03-14T05:00:00Z", null)]
    public void A_muted_time_ends_of_the_same_day_or_the_next(string from, string to, string at, string? until) =>
        Until([Mute(from, to)], at).ShouldBe(until);

    [Fact]
    public void The_days_are_those_on_which_it_begins()
    {
        // The 14th of March 2031 is a Friday.
        var friday = Mute("22:00", "06:00") with { Days = [DayOfWeek.Friday] };
        Until([friday], "2031-03-14T21:30:00Z").ShouldBe("2031-03-15T05:00:00Z");
        Until([friday], "2031-03-15T04:30:00Z").ShouldBe("2031-03-15T05:00:00Z");
        Until([friday], "2031-03-14T04:30:00Z").ShouldBeNull();
        Until([friday], "2031-03-15T21:30:00Z").ShouldBeNull();
    }

    [Theory]
    [InlineData("2031-03-30T00:59:59Z", null)]
    [InlineData("2031-03-30T01:00:00Z", "2031-03-30T02:00:00Z")]
    [InlineData("2031-03-30T01:59:59Z", "2031-03-30T02:00:00Z")]
    public void Where_clocks_go_forward_over_its_beginning_it_begins_as_they_do(string at, string? until) =>
        Until([Mute("02:30", "04:00")], at).ShouldBe(until);

    [Theory]
    [InlineData("2031-03-30T00:30:00Z", "2031-03-30T01:00:00Z")]
    [InlineData("2031-03-30T01:00:00Z", null)]
    public void Where_clocks_go_forward_over_its_end_it_ends_as_they_do(string at, string? until) =>
        Until([Mute("01:00", "02:30")], at).ShouldBe(until);

    [Theory]
    [InlineData("2031-10-26T00:29:59Z", null)]
    [InlineData("2031-10-26T00:30:00Z", "2031-10-26T01:45:00Z")]
    [InlineData("2031-10-26T01:15:00Z", "2031-10-26T01:45:00Z")]
    public void Where_an_hour_comes_twice_it_lasts_from_the_first_to_the_last(string at, string? until) =>
        Until([Mute("02:30", "02:45")], at).ShouldBe(until);

    [Fact]
    public void Times_that_follow_without_a_gap_end_together() =>
        Until([Mute("22:00", "00:00"), Mute("00:00", "06:00")], "2031-03-14T21:30:00Z").ShouldBe("2031-03-15T05:00:00Z");

    [Fact]
    public void Equal_ends_are_a_whole_day_and_a_week_of_them_ends_some_time()
    {
        Until([Mute("08:00", "08:00") with { Days = [DayOfWeek.Friday] }], "2031-03-14T20:00:00Z").ShouldBe("2031-03-15T07:00:00Z");
        Until([Mute("00:00", "00:00")], "2031-03-14T20:00:00Z").ShouldNotBeNull();
    }

    [Fact]
    public void A_zone_of_its_own_counts_instead_of_the_sites() =>
        Until([Mute("09:00", "10:00") with { TimeZone = TimeZoneInfo.Utc }], "2031-03-14T09:30:00Z").ShouldBe("2031-03-14T10:00:00Z");

    private static MuteOptions Mute(string from, string to) => new()
    {
        From = TimeOnly.Parse(from, CultureInfo.InvariantCulture),
        To = TimeOnly.Parse(to, CultureInfo.InvariantCulture),
    };

    private static string? Until(IReadOnlyList<MuteOptions> mutes, string at) =>
        Mutes.Until(mutes, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), Stockholm)?.UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
