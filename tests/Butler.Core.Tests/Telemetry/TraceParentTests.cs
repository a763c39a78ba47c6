using System.Diagnostics;
using System.Text;
using Butler.Core.Events;
using Butler.Core.Telemetry;

namespace Butler.Core.Tests.Telemetry;

public sealed class TraceParentTests
{
    private const string Valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_trace_context_is_read()
    {
        TraceParent.TryRead(Valid, out var context).ShouldBeTrue();
        context.ShouldBe(new ActivityContext(
            ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"), ActivitySpanId.CreateFromString("b7ad6b7169203331"),
            ActivityTraceFlags.Recorded, traceState: null, isRemote: true));
        TraceParent.Link(Valid)!.Single().Context.ShouldBe(context);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nX: y")]
    [InlineData(" 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0")]
    [InlineData("<script>alert(1)</script>")]
    public void Any_other_text_counts_as_missing(string? text)
    {
        TraceParent.TryRead(text, out var context).ShouldBeFalse();
        context.ShouldBe(default);
        TraceParent.Link(text).ShouldBeNull();
    }

    [Theory]
    [InlineData($"\"{Valid}\"", Valid)]
    [InlineData("\"<script>\"", null)]
    [InlineData("\"\\ud83d\\ude00\"", null)]
    [InlineData("5", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    [InlineData("""{ "a": [1, { "b": 2 }] }""", null)]
    [InlineData("[[]]", null)]
    public void An_event_with_any_trace_context_is_read_and_passes_on_a_valid_one_only(string json, string? expected)
    {
        var text =
            $$"""{ "id": "i", "source": "s", "type": "t", "time": "2031-03-14T03:12:07Z", "traceparent": {{json}}, "site": "main" }""";

        var @event = CloudEvent.Decode(Encoding.UTF8.GetBytes(text));

        (@event.TraceParent, @event.Site).ShouldBe((expected, "main"));
        CloudEvent.Decode(@event.Encode()).ShouldBe(@event);
        Encoding.UTF8.GetString(@event.Encode()).Contains("traceparent", StringComparison.Ordinal).ShouldBe(expected is not null);
    }
}
