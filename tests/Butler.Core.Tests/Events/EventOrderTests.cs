using Butler.Core.Events;

namespace Butler.Core.Tests.Events;

public sealed class EventOrderTests
{
    private static readonly DateTimeOffset Time = new(2031, 3, 14, 3, 12, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(0, 9000, 1000, 1000, -1)] // another second: receipt does not count
    [InlineData(900, 1000, 100, 2000, -1)] // one second: the log's milliseconds do not count, the receipt does
    [InlineData(100, 2000, 900, 1000, 1)]
    [InlineData(999, 5000, 1000, 1000, -1)]
    public void Times_compare_by_the_second_and_then_by_receipt(
        int leftTime, int leftReceived, int rightTime, int rightReceived, int expected)
    {
        var (left, right) = (Order(leftTime, leftReceived), Order(rightTime, rightReceived));
        (Math.Sign(left.CompareTo(right)), Math.Sign(right.CompareTo(left))).ShouldBe((expected, -expected));
        (left < right, left <= right, left > right, left >= right).ShouldBe((expected < 0, expected <= 0, expected > 0, expected >= 0));
    }

    [Fact]
    public void An_event_is_ordered_by_its_time_unless_that_is_not_to_be_relied_on()
    {
        var good = new CloudEvent { Id = "1", Source = "/s", Type = "t", Time = Time, ReceivedTime = Time.AddHours(2) };
        (good.OrderTime, good.Order).ShouldBe((Time, new EventOrder(Time, Time.AddHours(2))));
        var skewed = good with { Skewed = true };
        (skewed.OrderTime, skewed.Order).ShouldBe((Time.AddHours(2), new EventOrder(Time.AddHours(2), Time.AddHours(2))));
        var unknown = skewed with { ReceivedTime = null };
        (unknown.OrderTime, unknown.Order).ShouldBe((Time, new EventOrder(Time, Time)));
    }

    [Fact]
    public void The_mark_travels_and_an_older_event_has_none()
    {
        var made = new CloudEvent { Id = "1", Source = "/s", Type = "t", Time = Time, ReceivedTime = Time, Skewed = true };
        CloudEvent.Decode(made.Encode()).ShouldBe(made);
        CloudEvent.Decode("""{"id":"1","source":"/s","type":"t","time":"2031-03-14T03:12:07Z"}"""u8).Skewed.ShouldBeNull();
        System.Text.Encoding.UTF8.GetString(made.Encode()).ShouldBe(
            """{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2031-03-14T03:12:07+00:00","""
            + """
            "datacontenttype":"application/json","schema":1,"receivedtime":"2031-03-14T03:12:07+00:00","skewed":true}
            """);
    }

    private static EventOrder Order(int time, int received) => new(Time.AddMilliseconds(time), Time.AddMilliseconds(received));
}
