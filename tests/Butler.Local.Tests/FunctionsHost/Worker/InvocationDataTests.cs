using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Invocations;
using Butler.Local.FunctionsHost.Worker;
using Butler.Local.FunctionsHost.Worker.Protocol;
using Butler.Local.ServiceBus.Queues;
using Microsoft.AspNetCore.Routing;
using NCrontab;

namespace Butler.Local.Tests.FunctionsHost.Worker;

public class InvocationDataTests
{
    private static readonly DateTimeOffset At = new(2031, 3, 14, 4, 12, 7, TimeSpan.Zero);

    [Fact]
    public void A_message_carries_all_that_the_queue_says_of_it_texts_as_they_are_and_everything_else_as_JSON()
    {
        var function = new FunctionDefinition("F", new QueueTrigger("body", "q", Binary: true));

        var request = InvocationData.Request(function, new MessageInput(new BrokerMessage
        {
            Body = "{}"u8.ToArray(),
            MessageId = "12",
            ContentType = "text/plain",
            Label = "a label",
            CorrelationId = "c",
            To = "there",
            ReplyTo = "here",
            SessionId = "s",
            PartitionKey = "p",
            SequenceNumber = 7,
            EnqueuedTime = At,
            ExpiresAt = At.AddDays(1),
            LockToken = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
            DeliveryCount = 2,
            DeadLetterSource = "source",
            Properties = new Dictionary<string, object> { ["Diagnostic-Id"] = "00-trace-01" },
        }));

        request.InputData.Single().ShouldBe(new ParameterBinding
        {
            Name = "body",
            Data = new TypedData { Bytes = Google.Protobuf.ByteString.CopyFromUtf8("{}") },
        });
        request.TraceContext.ShouldBe(new RpcTraceContext { TraceParent = "00-trace-01" });
        Shown(request).ShouldBe(
            [
                """ApplicationProperties={"Diagnostic-Id":"00-trace-01"}""",
                "ContentType:text/plain", "CorrelationId:c", "DeadLetterSource:source", "DeliveryCount=2",
                "EnqueuedTime=\"2031-03-14T04:12:07+00:00\"", "EnqueuedTimeUtc=\"2031-03-14T04:12:07\"",
                "ExpiresAt=\"2031-03-15T04:12:07+00:00\"", "ExpiresAtUtc=\"2031-03-15T04:12:07\"", "Label:a label",
                "LockToken:0f8fad5b-d9cb-469f-a165-70867728950e",
                "MessageId:12", "PartitionKey:p", "ReplyTo:here", "SequenceNumber=7", "SessionId:s",
                "Subject:a label", "To:there", """UserProperties={"Diagnostic-Id":"00-trace-01"}""",
            ]);
    }

    [Fact]
    public void Numbers_are_numbers_and_all_other_types_of_AMQP_are_text()
    {
        var message = FakeQueues.Message("") with
        {
            Properties = new Dictionary<string, object>
            {
                ["short"] = (short)-2,
                ["ulong"] = ulong.MaxValue,
                ["float"] = 0.5f,
                ["no number"] = float.NaN,
                ["decimal"] = 1.50m,
                ["double"] = 2.0,
                ["date"] = At.UtcDateTime,
                ["offset"] = At,
                ["guid"] = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
                ["span"] = TimeSpan.FromMinutes(61),
                ["char"] = 'ü',
                ["bytes"] = new byte[] { 1, 2 },
            },
        };

        var request = InvocationData.Request(
            new FunctionDefinition("F", new QueueTrigger("body", "q", Binary: true)), new MessageInput(message));

        request.TriggerMetadata["ApplicationProperties"].Json.ShouldBe(
            ("{'short':-2,'ulong':18446744073709551615,'float':0.5,'no number':'NaN','decimal':1.50,'double':2.0,"
            + "'date':'2031-03-14T04:12:07Z','offset':'2031-03-14T04:12:07+00:00','guid':'0f8fad5b-d9cb-469f-a165-70867728950e',"
            + "'span':'01:01:00','char':'ü','bytes':'AQI='}").Replace('\'', '"'));
    }

    [Fact]
    public void A_timer_carries_its_schedule_its_status_and_whether_it_is_late()
    {
        var function = new FunctionDefinition(
            "F", new TimerTrigger("timer", CrontabSchedule.Parse("* * * * *"), UseMonitor: true, RunOnStartup: false));

        var request = InvocationData.Request(
            function, new TimerInput(new TimerStatus(At, At.AddMinutes(5), At), IsPastDue: true, Manual: false));

        request.InputData.Single().ShouldBe(new ParameterBinding
        {
            Name = "timer",
            Data = new TypedData
            {
                Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":"""
                    + """
                    {"Last":"2031-03-14T04:12:07+00:00","Next":"2031-03-14T04:17:07+00:00","LastUpdated":"2031-03-14T04:12:07+00:00"}
                    """
                    + ""","IsPastDue":true}""",
            },
        });
        request.TraceContext.ShouldBe(new RpcTraceContext());
    }

    [Fact]
    public void A_request_carries_the_values_of_its_route_and_its_trace()
    {
        var function = new FunctionDefinition("F", new HttpTrigger("request", "{name}", [], AuthLevel.Anonymous));

        var request = InvocationData.Http(function, new RouteValueDictionary { ["name"] = "acme corp" }, "00-trace-01");

        request.InputData.Single().ShouldBe(new ParameterBinding { Name = "request", Data = new TypedData { Http = new RpcHttp() } });
        Shown(request).ShouldBe(["name:acme corp"]);
        request.TraceContext.ShouldBe(new RpcTraceContext { TraceParent = "00-trace-01" });
    }

    /// <summary>Texts after a colon, JSON after an equals sign.</summary>
    private static IEnumerable<string> Shown(InvocationRequest request) =>
        request.TriggerMetadata.OrderBy(m => m.Key, StringComparer.Ordinal)
        .Select(m => m.Value.DataCase == TypedData.DataOneofCase.Json ? $"{m.Key}={m.Value.Json}" : $"{m.Key}:{m.Value.String}");
}
