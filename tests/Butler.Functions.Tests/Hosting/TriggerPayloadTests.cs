using System.Text;
using Butler.Functions.Hosting;
using Butler.Functions.Queues;

namespace Butler.Functions.Tests.Hosting;

public sealed class TriggerPayloadTests
{
    [Fact]
    public async Task A_payload_is_decoded_by_what_each_member_is_known_to_be()
    {
        var message = await ReadAsync("""
            {"Data":{"message":"MTIzNDU2Nzg="},
             "Metadata":{"MessageId":"\"12\"","DeliveryCount":"3","SequenceNumber":"12","Subject":"\"sense.reload.failed\"",
               "CorrelationId":"\"c\"","EnqueuedTimeUtc":"2026-11-20T14:31:15","ApplicationProperties":{"id":"x","hop":2,"flag":true,"none":null},
               "sys":{"MethodName":"ProcessEvent"}}}
            """);
        Encoding.UTF8.GetString(message.Body.Span).ShouldBe("12345678", "a body that reads as a number is still bytes");
        message.MessageId.ShouldBe("12", "an id that reads as a number is still text");
        message.DeliveryCount.ShouldBe(3);
        message.Label.ShouldBe("sense.reload.failed");
        message.CorrelationId.ShouldBe("c");
        message.EnqueuedTime.ShouldBe(new DateTimeOffset(2026, 11, 20, 14, 31, 15, TimeSpan.Zero));
        message.Text("ID").ShouldBe("x");
        message.Number("hop", 0).ShouldBe(2);
        message.Number("attempt", 1).ShouldBe(1);
        message.Properties.ShouldBe(new Dictionary<string, object> { ["id"] = "x", ["hop"] = 2L, ["flag"] = true }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("2", 2L)]
    [InlineData("2.0", 2.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("true", true)]
    [InlineData("\"2\"", "2")]
    [InlineData("\"\\ud800!\"", "\ufffd!")]
    public async Task A_property_has_the_type_that_was_sent(string json, object value)
    {
        var read = (await WithAsync(json)).Properties["p"];
        read.ShouldBe(value);
        read.ShouldBeOfType(value.GetType());
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    [InlineData("9223372036854775808")]
    [InlineData("1e999")]
    public async Task A_property_of_an_unknown_type_is_kept_as_it_came(string json) =>
        (await WithAsync(json)).Properties["p"].ShouldBe(new UnreadProperty(json));

    [Theory]
    [InlineData("\"2\"", "its property \"p\" must be a whole number of 32 bits, but is the text \"2\"")]
    [InlineData("2.5", "its property \"p\" must be a whole number of 32 bits, but is the Double 2.5")]
    [InlineData("2147483648", "its property \"p\" must be a whole number of 32 bits, but is the Int64 2147483648")]
    [InlineData("true", "its property \"p\" must be a whole number of 32 bits, but is a Boolean")]
    public async Task A_number_of_the_wrong_type_is_no_silent_default(string json, string reason)
    {
        var message = await WithAsync(json);
        Should.Throw<RefusedMessageException>(() => message.Number("p", 1)).Message.ShouldBe(reason);
    }

    [Fact]
    public async Task A_text_of_the_wrong_type_is_no_silent_null()
    {
        var message = await WithAsync("2");
        Should.Throw<RefusedMessageException>(() => message.Text("p")).Message.ShouldBe("its property \"p\" must be text, but is the Int64 2");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Data":{}}""")]
    [InlineData("""{"Data":{"message":"no base64!"},"Metadata":{"MessageId":"\"m\""}}""")]
    [InlineData("""{"Data":{"message":"MQ=="},"Metadata":{}}""")]
    [InlineData("""{"Data":{"message":{"a":1}},"Metadata":{"MessageId":"\"m\""}}""")]
    public async Task What_is_no_such_payload_is_refused(string body) => await Should.ThrowAsync<FormatException>(() => ReadAsync(body));

    private static Task<TriggerMessage> ReadAsync(string body) =>
        TriggerPayload.ReadMessageAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), "events", CancellationToken.None);

    private static Task<TriggerMessage> WithAsync(string json) =>
        ReadAsync("""{"Data":{"message":"MQ=="},"Metadata":{"MessageId":"\"m\"","ApplicationProperties":{"p":""" + json + "}}}");
}
