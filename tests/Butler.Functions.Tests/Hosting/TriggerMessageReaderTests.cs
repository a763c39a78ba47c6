using System.Text;
using Butler.Functions.Queues;

namespace Butler.Functions.Tests.Hosting;

public sealed class TriggerMessageReaderTests
{
    [Fact]
    public void A_message_is_read_by_what_each_value_is_known_to_be()
    {
        var message = Read(new()
        {
            ["MessageId"] = "12",
            ["DeliveryCount"] = "3",
            ["SequenceNumber"] = "12",
            ["Subject"] = "sense.reload.failed",
            ["CorrelationId"] = "c",
            ["EnqueuedTimeUtc"] = "\"2026-11-20T14:31:15.123\"",
            ["ApplicationProperties"] = """{"id":"x","hop":2,"flag":true,"none":null}""",
        });
        Encoding.UTF8.GetString(message.Body.Span).ShouldBe("12345678", "a body that reads as a number is still bytes");
        message.Queue.ShouldBe("events");
        message.MessageId.ShouldBe("12", "an id that reads as a number is still text");
        message.DeliveryCount.ShouldBe(3);
        message.Label.ShouldBe("sense.reload.failed");
        message.CorrelationId.ShouldBe("c");
        message.EnqueuedTime.ShouldBe(new DateTimeOffset(2026, 11, 20, 14, 31, 15, 123, TimeSpan.Zero));
        message.Text("ID").ShouldBe("x");
        message.Number("hop", 0).ShouldBe(2);
        message.Number("attempt", 1).ShouldBe(1);
        message.Properties.ShouldBe(new Dictionary<string, object> { ["id"] = "x", ["hop"] = 2L, ["flag"] = true }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("\"2026-11-20T14:31:15\"")]
    [InlineData("\"2026-11-20T14:31:15Z\"")]
    [InlineData("2026-11-20T14:31:15")]
    [InlineData("\"2026-11-20T15:31:15+01:00\"")]
    public void A_time_is_UTC_unless_it_says_otherwise(string text) =>
        Read(new() { ["MessageId"] = "m", ["EnqueuedTimeUtc"] = text }).EnqueuedTime.ShouldBe(
            new DateTimeOffset(2026, 11, 20, 14, 31, 15, TimeSpan.Zero));

    [Fact]
    public void What_the_host_does_not_say_is_missing()
    {
        var message = Read(new() { ["MessageId"] = "m" });
        (message.Label, message.CorrelationId, message.DeliveryCount, message.EnqueuedTime, message.Properties.Count)
            .ShouldBe((null, null, 1, null, 0));
    }

    [Theory]
    [InlineData("2", 2L)]
    [InlineData("2.0", 2.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("true", true)]
    [InlineData("\"2\"", "2")]
    [InlineData("\"\\ud800!\"", "\ufffd!")]
    public void A_property_has_the_type_that_was_sent(string json, object value)
    {
        var read = With(json).Properties["p"];
        read.ShouldBe(value);
        read.ShouldBeOfType(value.GetType());
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    [InlineData("9223372036854775808")]
    [InlineData("1e999")]
    public void A_property_of_an_unknown_type_is_kept_as_it_came(string json) =>
        With(json).Properties["p"].ShouldBe(new UnreadProperty(json));

    [Theory]
    [InlineData("\"2\"", "its property \"p\" must be a whole number of 32 bits, but is the text \"2\"")]
    [InlineData("2.5", "its property \"p\" must be a whole number of 32 bits, but is the Double 2.5")]
    [InlineData("2147483648", "its property \"p\" must be a whole number of 32 bits, but is the Int64 2147483648")]
    [InlineData("true", "its property \"p\" must be a whole number of 32 bits, but is a Boolean")]
    public void A_number_of_the_wrong_type_is_no_silent_default(string json, string reason)
    {
        var message = With(json);
        Should.Throw<RefusedMessageException>(() => message.Number("p", 1)).Message.ShouldBe(reason);
    }

    [Fact]
    public void A_text_of_the_wrong_type_is_no_silent_null()
    {
        var message = With("2");
        Should.Throw<RefusedMessageException>(() => message.Text("p")).Message.ShouldBe(
            "its property \"p\" must be text, but is the Int64 2");
    }

    [Fact]
    public void A_message_without_an_id_is_refused() =>
        Should.Throw<FormatException>(() => Read([])).Message.ShouldBe("The host did not say the message's id.");

    [Fact]
    public void Properties_that_are_not_JSON_are_refused() =>
        Should.Throw<FormatException>(() => Read(new() { ["MessageId"] = "m", ["ApplicationProperties"] = "{" }))
            .Message.ShouldStartWith("What the host says of the message is not what was expected: ");

    private static TriggerMessage Read(Dictionary<string, object?> data) =>
        TriggerMessageReader.Read("events", "12345678"u8.ToArray(), data);

    private static TriggerMessage With(string json) =>
        Read(new() { ["MessageId"] = "m", ["ApplicationProperties"] = $$"""{"p":{{json}}}""" });
}
