using System.Net;
using System.Text;
using Butler.Core.Secrets;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Tests.Forwarding;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Sense.Events;

public sealed class ClockSkewTests
{
    private static readonly IPEndPoint Sense = new(IPAddress.Loopback, 50_000);
    private static readonly IPEndPoint Own = new(IPAddress.Loopback, 0);

    private readonly FakeTime time = new(new DateTimeOffset(2031, 3, 14, 3, 0, 0, TimeSpan.Zero));
    private readonly RecordingLogger<ClockSkew> log = new();

    [Theory]
    [InlineData("2031-03-14 04:10:00,000Z", null)]
    [InlineData("2031-03-14 02:50:00,000Z", null)]
    [InlineData("2031-03-14 03:10:00,000Z", null)]
    [InlineData("2031-03-14 03:10:00,001Z", true)]
    [InlineData("2031-03-14 02:49:59,999Z", true)]
    [InlineData("2032-03-14 03:00:00,000Z", true)]
    [InlineData("{DATE}", null)]
    [InlineData("", null)]
    public void An_event_whose_time_is_too_far_from_its_receipt_is_marked_and_keeps_the_logs_time(string timeStamp, bool? skewed)
    {
        var most = timeStamp.Contains("04:10", StringComparison.Ordinal) ? TimeSpan.FromHours(2) : TimeSpan.FromMinutes(10);
        var made = Make(new ClockSkew(most, time, log), timeStamp, Sense);
        var expected = timeStamp.Length > 10
            ? DateTimeOffset.Parse(timeStamp.Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture)
            : time.GetUtcNow();
        (made.Skewed, made.Time, made.ReceivedTime).ShouldBe((skewed, expected, time.GetUtcNow()));
    }

    [Fact]
    public void What_the_relay_found_by_asking_is_late_and_not_skewed()
    {
        var skew = new ClockSkew(TimeSpan.FromMinutes(10), time, log);
        Make(skew, "2031-03-13 03:00:00,000Z", Own).Skewed.ShouldBeNull();
        Make(skew, "2031-03-14 04:00:00,000Z", Own).Skewed.ShouldBe(true);
    }

    [Fact]
    public void The_time_in_the_journal_does_not_count()
    {
        var skew = new ClockSkew(TimeSpan.FromMinutes(10), time, log);
        var record = Record("2031-03-14 02:59:59,000Z", Sense);
        time.Advance(TimeSpan.FromDays(3));
        Events(skew).Make(record).Event.Skewed.ShouldBeNull();
    }

    [Fact]
    public void Once_an_hour_and_host_the_log_says_by_how_much_clocks_differ_and_what_to_check()
    {
        var skew = new ClockSkew(TimeSpan.FromMinutes(10), time, log);
        Make(skew, "2031-03-14 04:00:00,000Z", Sense);
        Make(skew, "2031-03-14 04:00:01,000Z", Sense);
        Make(skew, "2030-03-13 02:00:00,000Z", Sense, "qsprod03");
        log.Lines.ShouldBe(
        [
            "Warning: Clocks differ: the log of qsprod02 is 1 h ahead of this relay (2031-03-14 04:00:00Z in the log, received at "
                + "2031-03-14 03:00:00Z). "
                + "Its events are ordered by the time of receipt. Check the clock of qsprod02, and whether udp.timeZone is the "
                + "zone of its log",
            "Warning: Clocks differ: the log of qsprod03 is 366 d 1 h behind this relay (2030-03-13 02:00:00Z in the log, received at "
                + "2031-03-14 03:00:00Z). "
                + "Its events are ordered by the time of receipt. Check the clock of qsprod03, and whether udp.timeZone is the "
                + "zone of its log",
        ]);
        time.Advance(TimeSpan.FromMinutes(59));
        Make(skew, "2031-03-14 05:00:00,000Z", Sense);
        log.Lines.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromMinutes(1));
        Make(skew, "2031-03-14 05:00:00,000Z", Sense);
        log.Lines.Count.ShouldBe(3);
    }

    [Fact]
    public void Hosts_that_make_up_names_do_not_fill_the_memory_or_the_log()
    {
        var skew = new ClockSkew(TimeSpan.FromMinutes(10), time, log);
        for (var host = 0; host < 1000; host++)
        {
            Make(skew, "2031-03-14 04:00:00,000Z", Sense, $"host{host}").Skewed.ShouldBe(true);
        }

        log.Lines.Count.ShouldBe(100);
    }

    private Butler.Core.Events.CloudEvent Make(ClockSkew skew, string timeStamp, IPEndPoint sender, string host = "qsprod02") =>
        Events(skew).Make(Record(timeStamp, sender, host)).Event;

    private static SenseEvents Events(ClockSkew skew) =>
        new("default", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None, skew: skew);

    private JournalRecord Record(string timeStamp, IPEndPoint sender, string host = "qsprod02") => new(
        1,
        time.GetUtcNow(),
        sender,
        Encoding.UTF8.GetBytes($@"/scheduler-task-failed/;{host};t;a;D\u;0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;;{timeStamp};WARN;"
            + @"5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02;x"));
}
