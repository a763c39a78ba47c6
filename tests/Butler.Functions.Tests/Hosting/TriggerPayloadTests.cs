using System.Text;
using Butler.Functions.Hosting;

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
}
