using System.Globalization;
using Butler.Core.Time;

namespace Butler.Core.Tests.Time;

public sealed class CronTextTests
{
    [Theory]
    [InlineData("15 5-19/2 * * 1-5", "2031-03-14 05:15, 2031-03-14 07:15")]
    [InlineData("*/20 4 * * *", "2031-03-14 04:20, 2031-03-14 04:40")]
    [InlineData("30 */10 * * * *", "2031-03-14 04:20:30, 2031-03-14 04:30:30")]
    [InlineData("  0\t5 *  * * ", "2031-03-14 05:00, 2031-03-15 05:00")]
    [InlineData("0 5 * * 7", "2031-03-16 05:00, 2031-03-23 05:00")]
    [InlineData("0 5 * * 0", "2031-03-16 05:00, 2031-03-23 05:00")]
    [InlineData("0 5 * apr,JUN Mon-tue", "2031-04-01 05:00, 2031-04-07 05:00")]
    [InlineData("0 5 L * *", "2031-03-31 05:00, 2031-04-30 05:00")]
    [InlineData("0 5 16W * *", "2031-03-17 05:00, 2031-04-16 05:00")]
    [InlineData("0 5 ? * 5#2", "2031-03-14 05:00, 2031-04-11 05:00")]
    [InlineData("0 5 * * 5L", "2031-03-28 05:00, 2031-04-25 05:00")]
    [InlineData("0 5 1 1 *", "2032-01-01 05:00, 2033-01-01 05:00")]
    [InlineData("0 5 17 * 6", "2031-03-15 05:00, 2031-03-17 05:00")] // either day
    [InlineData("0 5 17 3 6", "2031-03-15 05:00, 2031-03-17 05:00")]
    [InlineData("0 5 1-31 * 6", "2031-03-15 05:00, 2031-03-22 05:00")] // all days of the month: only the weekday restricts
    [InlineData("0 5 17 * 0-6", "2031-03-17 05:00, 2031-04-17 05:00")]
    [InlineData("0 0 29 2 *", "2032-02-29 00:00, 2036-02-29 00:00")]
    public void It_is_due(string text, string due) => Due(text, "UTC", "2031-03-14T04:12:07Z", 2).ShouldBe(due);

    [Theory]
    [InlineData("", 1, "ends at position 1 with 0 of 5 fields: expected minute, hour, day, month and weekday")]
    [InlineData("0 5 * *", 8, "ends at position 8 with 4 of 5 fields: expected minute, hour, day, month and weekday")]
    [InlineData("@daily", 7, "ends at position 7 with 1 of 5 fields: expected minute, hour, day, month and weekday")]
    [InlineData(
        "0 0 5 * * 1 2031", 13, "has a field \"2031\" too many at position 13: expected 5 fields, or 6 with the second first")]
    [InlineData("0 5 1 0 *", 7, "has \"0\" at position 7: expected a month from 1 to 12 or JAN to DEC, * for all, a range such as 1-5, or "
        + "a step such as */5")]
    [InlineData("0 5 1 1,13 *", 9, "has \"13\" at position 9: expected a month from 1 to 12 or JAN to DEC, * for all, a range such as 1-5, "
        + "or a step such as */5")]
    [InlineData("0 5 * JAN,FEV *", 11, "has \"FEV\" at position 11: expected a month")]
    [InlineData("60 5 * * *", 1, "has \"60\" at position 1: expected a minute from 0 to 59")]
    [InlineData("0 24 * * *", 3, "has \"24\" at position 3: expected an hour from 0 to 23")]
    [InlineData("60 0 5 * * *", 1, "has \"60\" at position 1: expected a second from 0 to 59")]
    [InlineData("0 5 32 * *", 5, "has \"32\" at position 5: expected a day from 1 to 31")]
    [InlineData("0 5 * * 8", 9, "has \"8\" at position 9: expected a weekday from 0 to 7")]
    [InlineData("0 5 * * 1#6", 9, "has \"1#6\" at position 9: expected a weekday from 0 to 7")]
    [InlineData("0,,30 5 * * *", 3, "has an empty item at position 3: expected a minute from 0 to 59")]
    [InlineData("*/0 * * * *", 1, "has \"*/0\" at position 1: expected a minute")]
    [InlineData("*/90 * * * *", 1, "has \"*/90\" at position 1: expected a minute")]
    [InlineData("H 5 * * *", 1, "has \"H\" at position 1: expected a minute")]
    [InlineData("0 0 30 2 *", 5, "is never due: no month has the days of \"30\" at position 5")]
    [InlineData("* * * * * *", 1, "is due more often than every 10 seconds: \"*\" at position 1 must leave 10 seconds between two starts")]
    [InlineData("*/5 * * * * *", 1, "is due more often than every 10 seconds: \"*/5\" at position 1")]
    [InlineData("0,55 * * * * *", 1, "is due more often than every 10 seconds: \"0,55\" at position 1")]
    [InlineData("0,55 59,0 * * * *", 1, "is due more often than every 10 seconds: \"0,55\" at position 1")]
    public void A_fault_has_its_position(string text, int position, string message)
    {
        CronText.TryParse(text, out _, out var fault).ShouldBeFalse();
        fault!.Position.ShouldBe(position);
        fault.Message.ShouldStartWith(message);
    }

    [Theory]
    [InlineData("*/10 * * * * *")]
    [InlineData("0,55 */2 * * * *")]
    [InlineData("0 0 2 * * *")]
    [InlineData("00 * * * * *")]
    [InlineData("5,15,50 * * * * *")]
    public void Once_in_ten_seconds_is_allowed(string text) => CronText.TryParse(text, out _, out _).ShouldBeTrue();

    /// <summary>A time that does not exist is due when the clocks have changed; nothing is due twice, and no day is left out.</summary>
    [Theory]
    [InlineData("Europe/Stockholm", "30 2 * * *", "2031-03-29T00:00:00Z", "2031-03-29 01:30, 2031-03-30 01:00, 2031-03-31 00:30")]
    [InlineData("W. Europe Standard Time", "30 2 * * *", "2031-03-29T00:00:00Z", "2031-03-29 01:30, 2031-03-30 01:00, 2031-03-31 00:30")]
    [InlineData("America/New_York", "30 2 * * *", "2031-03-08T06:00:00Z", "2031-03-08 07:30, 2031-03-09 07:00, 2031-03-10 06:30")]
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2031-10-04T00:00:00Z", "2031-10-04 15:30, 2031-10-05 15:15, 2031-10-06 15:15")]
    [InlineData("Asia/Kolkata", "30 2 * * *", "2031-03-29T22:00:00Z", "2031-03-30 21:00, 2031-03-31 21:00, 2031-04-01 21:00")]
    [InlineData("Europe/Stockholm", "*/30 * * * *", "2031-03-30T00:00:00Z", "2031-03-30 00:30, 2031-03-30 01:00, 2031-03-30 01:30")]
    public void When_the_clocks_go_forward(string zone, string text, string after, string due) =>
        Due(text, zone, after, 3).ShouldBe(due);

    /// <summary>A fixed time is due once; what repeats goes on through both hours.</summary>
    [Theory]
    [InlineData("Europe/Stockholm", "30 2 * * *", "2031-10-25T23:00:00Z", "2031-10-26 00:30, 2031-10-27 01:30, 2031-10-28 01:30")]
    [InlineData("America/New_York", "30 1 * * *", "2031-11-02T00:00:00Z", "2031-11-02 05:30, 2031-11-03 06:30, 2031-11-04 06:30")]
    [InlineData("Europe/Stockholm", "0 * * * *", "2031-10-25T23:30:00Z", "2031-10-26 00:00, 2031-10-26 01:00, 2031-10-26 02:00")]
    [InlineData("Eastern Standard Time", "*/30 1 * * *", "2031-11-02T04:30:00Z", "2031-11-02 05:00, 2031-11-02 05:30, 2031-11-02 06:00")]
    public void When_the_clocks_go_back(string zone, string text, string after, string due) => Due(text, zone, after, 3).ShouldBe(due);

    [Fact]
    public void A_due_time_is_recognized_to_the_second()
    {
        CronText.TryParse("15 30 2 * * *", out var cron, out _).ShouldBeTrue();
        var (zone, due) = (Zone("Europe/Stockholm"), new DateTimeOffset(2031, 3, 14, 1, 30, 15, TimeSpan.Zero));
        cron!.IsDue(due, zone).ShouldBeTrue();
        cron.IsDue(due.AddSeconds(1), zone).ShouldBeFalse();
        cron.IsDue(due.AddTicks(1), zone).ShouldBeFalse();
        cron.IsDue(due, TimeZoneInfo.Utc).ShouldBeFalse();
    }

    private static string Due(string text, string zone, string after, int count)
    {
        CronText.TryParse(text, out var cron, out var fault).ShouldBeTrue(fault?.Message);
        var (from, due) = (DateTimeOffset.Parse(after, CultureInfo.InvariantCulture), new List<string>());
        for (var i = 0; i < count; i++)
        {
            from = cron!.Next(from, Zone(zone))!.Value;
            from.Offset.ShouldBe(TimeSpan.Zero);
            due.Add(from.ToString(from.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        }

        return string.Join(", ", due);
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneNames.TryFind(name, out var zone) ? zone : throw new ArgumentException(name);
}
