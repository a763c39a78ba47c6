using System.Diagnostics;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Telemetry;
using Butler.Functions.Tests.Support;
using Butler.Tests;

namespace Butler.Functions.Tests.Telemetry;

public sealed class TelemetryTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Processing_and_each_attempt_are_spans_linked_to_the_event()
    {
        var answers = new Queue<int>([500]);
        using var sink = new HttpSink(_ => answers.TryDequeue(out var status) ? status : 200);
        using var app = new App(Configuration(sink));
        using var spans = new SpanCollector(app.Services.Spans);
        await app.SendAsync(Sample.Event() with { TraceParent = Trace });
        await app.RunAsync(TimeSpan.FromMinutes(1));

        TraceParent.TryRead(Trace, out var caller);
        spans.Ended.ShouldAllBe(span => span.Links.Single().Context == caller && span.StatusDescription == null);
        spans.Ended.Select(span => span.ParentSpanId).ShouldBe([spans.Ended[1].SpanId, default, default]);
        var delivery = app.Deliveries().Single().Delivery.Id;
        spans.Ended.Select(SpanCollector.Describe).ShouldBe([
            Attempt(delivery, 1, "Error", "retry"),
            """
            Consumer process events: Unset, 0 s
            messaging.system=servicebus
            messaging.destination.name=events
            cloudevents.event_id=default:failed:5e9c7a10
            cloudevents.event_type=sense.task.failed
            butler.outcome=processed
            """,
            Attempt(delivery, 2, "Unset", "sent"),
        ]);
        sink.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("traceparent"), "destinations belong to others");
    }

    [Fact]
    public async Task Deliveries_are_counted_by_channel()
    {
        var statuses = new Queue<int>([500, 500, 200, 410]);
        using var sink = new HttpSink(_ => statuses.Dequeue());
        using var app = new App(Configuration(sink));
        using var reading = new MeterReading(app.Services.Meter);
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await app.SendAsync(Sample.Event(execution: "another"));
        await app.RunAsync(TimeSpan.FromMinutes(1));

        reading.Read().Where(line => line.StartsWith("butler.deliveries.", StringComparison.Ordinal)).ShouldBe([
            "butler.deliveries.planned [{delivery}] 2 (butler.channel=hook, butler.channel.type=webhook)",
            "butler.deliveries.planned [{delivery}] 1 (butler.channel=terminal, butler.channel.type=console)",
            "butler.deliveries.sent [{delivery}] 1 (butler.channel=hook, butler.channel.type=webhook)",
            "butler.deliveries.sent [{delivery}] 1 (butler.channel=terminal, butler.channel.type=console)",
            "butler.deliveries.retried [{delivery}] 2 (butler.channel=hook, butler.channel.type=webhook)",
            "butler.deliveries.retried [{delivery}] 0 (butler.channel=terminal, butler.channel.type=console)",
            "butler.deliveries.dead [{delivery}] 1 (butler.channel=hook, butler.channel.type=webhook)",
            "butler.deliveries.dead [{delivery}] 0 (butler.channel=terminal, butler.channel.type=console)",
        ], ignoreOrder: true);
        app.Services.DeliveryCounts.Totals.ShouldBe(new(Planned: 3, Sent: 2, Retried: 2, Dead: 1));
    }

    [Fact]
    public async Task Durations_are_recorded_by_outcome_and_channel()
    {
        using var sink = new HttpSink();
        using var app = new App(Configuration(sink));
        using var reading = new MeterReading(app.Services.Meter);
        await app.SendAsync(Sample.Event());
        await app.RunAsync(TimeSpan.FromMinutes(1));
        await app.SendAsync(Sample.Event(), messageId: "again");
        await app.RunAsync(TimeSpan.FromMinutes(1));

        var latency = (app.Time.GetUtcNow() - Sample.Time).TotalSeconds;
        reading.Read().Where(line => !line.StartsWith("butler.deliveries.", StringComparison.Ordinal)).ShouldBe([
            "butler.delivery.attempt.duration [s] 0 (butler.channel=hook, butler.channel.type=webhook, butler.outcome=sent)",
            FormattableString.Invariant($"butler.delivery.latency [s] {latency} (butler.channel=hook, butler.channel.type=webhook)"),
            "butler.event.process.duration [s] 0 (butler.outcome=processed)",
            "butler.event.process.duration [s] 0 (butler.outcome=duplicate)",
        ]);
    }

    [Fact]
    public async Task A_run_that_fails_is_a_span_with_an_error_and_without_the_error_s_text()
    {
        using var sink = new HttpSink();
        using var app = new App(Configuration(sink));
        using var spans = new SpanCollector(app.Services.Spans);
        await app.SendAsync(Sample.Event());
        app.Tables.Away = true;
        await app.RunVisibleAsync();

        var span = spans.Ended.ShouldHaveSingleItem();
        (span.Status, span.StatusDescription, span.GetTagItem(TelemetryNames.Outcome)).ShouldBe((ActivityStatusCode.Error, null, "failed"));
        span.Events.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"<script>\"")]
    [InlineData("17")]
    [InlineData("{}")]
    public async Task A_trace_context_that_is_none_is_neither_linked_nor_passed_on(string json)
    {
        using var sink = new HttpSink();
        using var app = new App(Configuration(sink));
        using var spans = new SpanCollector(app.Services.Spans);
        var encoded = System.Text.Encoding.UTF8.GetString(Sample.Event().Encode());
        await app.Bus.SendAsync(
            QueueNames.Events,
            new QueueMessage
            {
                Body = System.Text.Encoding.UTF8.GetBytes($"{encoded[..^1]},\"traceparent\":{json}}}"),
                MessageId = "m",
                Label = "sense.task.failed",
            },
            CancellationToken.None);
        await app.RunVisibleAsync();

        spans.Ended.Count.ShouldBe(2);
        spans.Ended.ShouldAllBe(span => !span.Links.Any());
        app.Deliveries().Single().Event.TraceParent.ShouldBeNull();
        sink.Requests.Single().Body.ShouldNotContain("traceparent");
        sink.Requests.Single().Body.ShouldNotContain("script");
    }

    [Fact]
    public async Task The_event_about_a_dead_delivery_stays_in_the_trace()
    {
        using var sink = new HttpSink(_ => 410);
        using var app = new App(Configuration(sink));
        await app.SendAsync(Sample.Event() with { TraceParent = Trace });
        await app.RunVisibleAsync();

        var dead = app.Bus.Sent.Single(sent => sent is { Queue: QueueNames.Events, Message.Label: EventTypes.DeliveryDead }).Message;
        CloudEvent.Decode(dead.Body.Span).TraceParent.ShouldBe(Trace);
        app.DeliveryRows().ShouldContain(row => row.Text("State") == "dead");
    }

    private static string Attempt(string delivery, int number, string status, string outcome) => FormattableString.Invariant(
        $"""
        Client deliver webhook: {status}, 0 s
        butler.channel=hook
        butler.channel.type=webhook
        cloudevents.event_id=default:failed:5e9c7a10
        cloudevents.event_type=sense.task.failed
        butler.delivery.id={delivery}
        butler.route=failures
        butler.attempt={number}
        butler.outcome={outcome}
        """);

    private static string Configuration(HttpSink sink) => $$"""
        channels: { hook: { type: webhook, url: "{{sink.Url}}" }, terminal: { type: console } }
        routes:
          - { name: failures, on: sense.task.failed, send: [{ channel: hook }] }
          - { name: deaths, on: butler.delivery.dead, send: [{ channel: terminal }] }
        """;
}
