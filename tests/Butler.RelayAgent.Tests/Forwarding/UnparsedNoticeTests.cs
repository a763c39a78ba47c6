using System.Net;
using Butler.Core.Secrets;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Forwarding;

public sealed class UnparsedNoticeTests
{
    private static readonly IPAddress Sender = IPAddress.Parse("10.0.0.1");

    private readonly FakeTime time = new();
    private readonly RecordingLogger<UnparsedNotice> log = new();
    private readonly UnparsedNotice notice;

    public UnparsedNoticeTests() => notice = new UnparsedNotice(new Redaction([]), time, log);

    [Fact]
    public void A_line_has_reason_sender_and_beginning()
    {
        Warn("garbage");

        log.Lines.ShouldHaveSingleItem().ShouldBe(
            "Warning: A datagram from 10.0.0.1 could not be parsed and is sent as sense.unparsed: a test. It begins: garbage (0 more from "
                + "this sender since the last such line)");
    }

    [Fact]
    public void A_storm_is_one_line_a_minute_for_each_sender_and_the_others_are_counted()
    {
        for (var i = 0; i < 100; i++)
        {
            Warn($"garbage {i}");
        }

        Warn("other", IPAddress.Parse("10.0.0.2"));
        time.Advance(TimeSpan.FromMinutes(1));
        Warn("garbage 100");

        log.Lines.Count.ShouldBe(3);
        log.Lines[1].ShouldContain("10.0.0.2");
        log.Lines[2].ShouldEndWith("It begins: garbage 100 (99 more from this sender since the last such line)");
    }

    [Fact]
    public void What_would_break_the_log_is_escaped_and_what_is_long_is_cut()
    {
        Warn("a\r\nb\u001b[31m\u2028\u202e" + new string('x', 300));

        log.Lines.ShouldHaveSingleItem().ShouldContain(
            @"It begins: a\u000d\u000ab\u001b[31m\u2028\u202e" + new string('x', 164) + "... (0 more");
    }

    [Fact]
    public void Secrets_are_taken_out_also_where_the_cut_goes_through_them()
    {
        Warn(new string('x', 180) + " password=verysecretindeedverysecret");

        log.Lines.ShouldHaveSingleItem().ShouldNotContain("verysecret");
    }

    private void Warn(string text, IPAddress? sender = null)
    {
        var record = new JournalRecord(
            1, time.GetUtcNow(), new IPEndPoint(sender ?? Sender, 4711), System.Text.Encoding.UTF8.GetBytes(text));
        notice.Warn(
            record.Sender.Address,
            new SenseEvents("main", "relay1", null, new SenseClock(TimeZoneInfo.Utc), Redaction.None).Unparsed(record, "a test").Event);
    }
}
