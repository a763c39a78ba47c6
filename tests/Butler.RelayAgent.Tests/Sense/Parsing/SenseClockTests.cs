using System.Globalization;
using Butler.RelayAgent.Sense.Parsing;

namespace Butler.RelayAgent.Tests.Sense.Parsing;

public sealed class SenseClockTests
{
    private static readonly DateTimeOffset Received = Utc("2031-03-14 03:12:08");
    private static readonly SenseClock Stockholm = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm"));

    [Theory]
    [InlineData("2031-03-14 04:12:07,318", "2031-03-14 03:12:07.318")]
    [InlineData("2031-03-14 04:12:07.318", "2031-03-14 03:12:07.318")]
    [InlineData("2031-03-14 04:12:07", "2031-03-14 03:12:07")]
    [InlineData("2031-03-14T04:12:07.3", "2031-03-14 03:12:07.3")]
    [InlineData("2031-03-14T04:12:07Z", "2031-03-14 04:12:07")]
    [InlineData("2031-03-14T04:12:07,318+05:00", "2031-03-13 23:12:07.318")]
    [InlineData("2031-03-14 04:12:07.318 +05:00", "2031-03-13 23:12:07.318")]
    [InlineData("20310314T041207.318+0500", "2031-03-13 23:12:07.318")]
    [InlineData("2031-07-14 04:12:07,318", "2031-07-14 02:12:07.318")]
    [InlineData("14 Mar 2031 04:12:07,318", "2031-03-14 03:12:07.318")]
    [InlineData("04:12:07,318", "2031-03-14 03:12:07.318")]
    [InlineData("23:59:59,999", "2031-03-13 22:59:59.999")]
    [InlineData("14.03.2031 04:12:07", "2031-03-14 03:12:07")]
    [InlineData("14.3.2031, 4:12:07", "2031-03-14 03:12:07")]
    [InlineData("3/14/2031 4:12:07 AM", "2031-03-14 03:12:07")]
    [InlineData("14/03/2031 04:12:07", "2031-03-14 03:12:07")]
    [InlineData("14-3-2031 4:12:07", "2031-03-14 03:12:07")]
    [InlineData("2031/03/14 04:12:07", "2031-03-14 03:12:07")]
    public void A_time_stamp_is_read_in_the_servers_zone_unless_it_names_one(string written, string utc) =>
        Stockholm.Read(written, Received).ShouldBe(Utc(utc));

    [Theory]
    [InlineData("04/03/2031 04:12:07", "2031-03-04 03:12:08", "2031-03-04 03:12:07")]
    [InlineData("04/03/2031 04:12:07", "2031-04-03 02:12:08", "2031-04-03 02:12:07")]
    [InlineData("00:00:01,000", "2031-03-13 22:59:59", "2031-03-13 23:00:01")]
    [InlineData("23:59:59,000", "2031-03-13 23:00:01", "2031-03-13 22:59:59")]
    public void A_time_stamp_that_may_mean_several_times_means_the_one_nearest_its_receipt(string written, string received, string utc) =>
        Stockholm.Read(written, Utc(received)).ShouldBe(Utc(utc));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2031-13-14 04:12:07,318")]
    [InlineData("0001-01-01 00:00:00,000")]
    [InlineData("9999-12-31 23:59:59,999")]
    [InlineData("{DATE}")]
    [InlineData("%date{DATE}")]
    public void A_time_stamp_that_cannot_be_read_gives_way_to_the_receive_time(string? written) =>
        Stockholm.Read(written, Received).ShouldBe(Received);

    [Theory]
    [InlineData("2031-10-26 00:30:01", "2031-10-26 00:30:00")]
    [InlineData("2031-10-26 01:30:01", "2031-10-26 01:30:00")]
    [InlineData("2031-10-26 09:00:00", "2031-10-26 01:30:00")]
    public void Of_the_two_hours_of_one_name_the_one_nearer_the_receive_time_is_meant(string received, string utc) =>
        Stockholm.Read("2031-10-26 02:30:00,000", Utc(received)).ShouldBe(Utc(utc));

    [Fact]
    public void An_hour_that_never_was_is_read_by_the_clock_of_before() =>
        Stockholm.Read("2031-03-30 02:30:00,000", Received).ShouldBe(Utc("2031-03-30 01:30:00"));

    [Fact]
    public void Windows_names_of_zones_are_known_too() =>
        TimeZoneInfo.FindSystemTimeZoneById("W. Europe Standard Time").BaseUtcOffset.ShouldBe(TimeSpan.FromHours(1));

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
