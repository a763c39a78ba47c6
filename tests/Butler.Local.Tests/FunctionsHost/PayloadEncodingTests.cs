using System.Text;
using System.Text.Json.Nodes;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Handler;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.ServiceBus.Queues;
using Butler.Tests;
using NCrontab;

namespace Butler.Local.Tests.FunctionsHost;

public class PayloadEncodingTests
{
    private static readonly DateTimeOffset Enqueued = new(2031, 3, 14, 4, 12, 7, 892, TimeSpan.Zero);

    private static readonly BrokerMessage Message = new()
    {
        Body = Encoding.UTF8.GetBytes("""{"a":1}"""),
        MessageId = "m-\"1\"",
        ContentType = "application/json",
        Label = "sense.reload.failed",
        CorrelationId = "c-1",
        SequenceNumber = 12,
        EnqueuedTime = Enqueued,
        ExpiresAt = Enqueued.AddDays(7),
        LockedUntil = Enqueued.AddMinutes(1),
        LockToken = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
        DeliveryCount = 3,
        Properties = new Dictionary<string, object>
        {
            ["schema"] = "1",
            ["attempt"] = 2L,
            ["share"] = 0.5,
            ["again"] = true,
            ["at"] = Enqueued,
        },
    };

    [Fact]
    public void A_binary_message_carries_its_body_as_base64_once_and_its_properties_encoded_as_the_real_host_does() =>
        Written(Message, binary: true).ShouldBe(
            """
            {"Data":{"msg":"eyJhIjoxfQ=="},"Metadata":{"DeliveryCount":"3","LockToken":"\"0f8fad5b-d9cb-469f-a165-70867728950e\"","ExpiresAtUtc":"2031-03-21T04:12:07","ExpiresAt":"2031-03-21T04:12:07+00:00","EnqueuedTimeUtc":"2031-03-14T04:12:07","EnqueuedTime":"2031-03-14T04:12:07+00:00","MessageId":"\"m-\\\"1\\\"\"","ContentType":"\"application/json\"","SequenceNumber":"12","Subject":"\"sense.reload.failed\"","Label":"\"sense.reload.failed\"","CorrelationId":"\"c-1\"","ApplicationProperties":{"schema":"1","attempt":2,"share":0.5,"again":true,"at":"2031-03-14T04:12:07+00:00"},"UserProperties":{"schema":"1","attempt":2,"share":0.5,"again":true,"at":"2031-03-14T04:12:07+00:00"},"MessageReceiver":{},"MessageActions":{},"ReceiveActions":{},"Client":{},"sys":{"MethodName":"ProcessEvent","UtcNow":"2031-03-14T04:12:07","RandGuid":"*"}}}
            """);

    [Fact]
    public void A_text_message_is_a_json_string_inside_a_json_string()
    {
        var json = JsonNode.Parse(Written(Message with { Body = Encoding.UTF8.GetBytes("hello \"you\"") }, binary: false))!;

        json["Data"]!.ToJsonString(Relaxed).ShouldBe("""{"msg":"\"hello \\\"you\\\"\""}""");
    }

    [Fact]
    public void A_text_message_that_holds_an_object_spills_its_fields_over_the_hosts_own_metadata()
    {
        var body = """{"MessageId":"spoofed","orderId":7,"tags":["x"],"inner":{"a":1},"myTrigger":"x"}""";

        var metadata = JsonNode.Parse(Written(Message with { Body = Encoding.UTF8.GetBytes(body) }, binary: false))!["Metadata"]!
            .AsObject();

        metadata.Take(3).Select(p => $"{p.Key}={p.Value!.ToJsonString(Relaxed)}").ShouldBe(
            ["MessageId=\"\\\"spoofed\\\"\"", "orderId=\"\\\"7\\\"\"", "inner={\"a\":1}"]);
        metadata.Count(p => p.Key == "MessageId").ShouldBe(1);
        metadata.ContainsKey("tags").ShouldBeFalse();
        metadata.ContainsKey("myTrigger").ShouldBeFalse();
    }

    [Fact]
    public void A_timer_carries_its_schedule_its_status_and_whether_it_is_late()
    {
        using var writer = new PayloadWriter(new FakeTime());
        var status = new TimerStatus(
            new(2031, 3, 14, 4, 10, 0, 512, TimeSpan.Zero), new(2031, 3, 14, 4, 15, 0, TimeSpan.Zero),
            new(2031, 3, 14, 4, 10, 0, TimeSpan.Zero));

        Text(writer.Timer(Timer, status, isPastDue: true, manual: false)).ShouldBe(
            """
            {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2031-03-14T04:10:00+00:00","Next":"2031-03-14T04:15:00+00:00","LastUpdated":"2031-03-14T04:10:00+00:00"},"IsPastDue":true}},"Metadata":{"sys":{"MethodName":"Sweep","UtcNow":"2031-03-14T04:12:07","RandGuid":"*"}}}
            """);
    }

    [Fact]
    public void A_timer_that_is_not_monitored_and_run_by_hand_says_so()
    {
        using var writer = new PayloadWriter(new FakeTime());

        Text(writer.Timer(Timer, null, isPastDue: false, manual: true)).ShouldBe(
            """
            {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}},"Metadata":{"timer":"\"manual\"","sys":{"MethodName":"Sweep","UtcNow":"2031-03-14T04:12:07","RandGuid":"*"}}}
            """);
    }

    [Fact]
    public void A_writer_is_used_again_for_payloads_of_any_size()
    {
        using var writer = new PayloadWriter(new FakeTime());
        var function = new FunctionDefinition("ProcessEvent", new QueueTrigger("msg", "events", Binary: true));
        var large = writer.Message(function, Message with { Body = new byte[200_000] }).Length;

        var small = Text(writer.Message(function, Message));

        large.ShouldBeGreaterThan(266_000);
        small.ShouldBe(Written(Message, binary: true));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static FunctionDefinition Timer =>
        new("Sweep", new TimerTrigger("timer", CrontabSchedule.Parse("0 */5 * * * *", new() { IncludingSeconds = true }), UseMonitor: true, RunOnStartup: false));

    private static string Written(BrokerMessage message, bool binary)
    {
        using var writer = new PayloadWriter(new FakeTime());
        return Text(writer.Message(new FunctionDefinition("ProcessEvent", new QueueTrigger("msg", "events", binary)), message));
    }

    /// <summary>The payload with its random identifier struck out.</summary>
    private static string Text(ReadOnlyMemory<byte> payload)
    {
        var text = Encoding.UTF8.GetString(payload.Span);
        var at = text.IndexOf("\"RandGuid\":\"", StringComparison.Ordinal) + "\"RandGuid\":\"".Length;
        Guid.TryParse(text.AsSpan(at, 36), out _).ShouldBeTrue();
        return $"{text[..at]}*{text[(at + 36)..]}";
    }
}
