using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Butler.Core.Azure.ServiceBus;
using Butler.Core.Events;
using Butler.Core.Secrets;
using Butler.Core.Telemetry;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Forwarding;
using Butler.RelayAgent.Sense.Enrichment;
using Butler.RelayAgent.Sense.Events;
using Butler.RelayAgent.Sense.Parsing;
using Butler.RelayAgent.Tests.Journal;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Forwarding;

public sealed class ForwarderTests : IDisposable
{
    private const string ExecutionId = "5e9c7a10-44f2-4b3d-a7a6-90b0b3f9cf02";

    private readonly string directory = Directory.CreateTempSubdirectory("butler-forwarder-").FullName;
    private readonly FakeTime time = new();
    private readonly FakeServiceBus serviceBus = new();
    private readonly RelayCounts counts = new();
    private readonly RecordingLogger<Forwarder> log = new();
    private readonly JournalRun run = new(new CrashDisk());
    private readonly ActivitySource source = new(TelemetryNames.Source);
    private readonly Meter meter = new(TelemetryNames.Source);
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task An_event_carries_its_identity_type_and_properties()
    {
        run.Append(Datagram(ExecutionId));
        var forwarding = Start();

        var (queue, message) = await serviceBus.NextAsync();
        await StopAsync(forwarding);

        queue.ShouldBe("events");
        message.MessageId.ShouldBe($"main:failed:{ExecutionId}");
        message.Label.ShouldBe("sense.task.failed");
        message.Properties.ShouldBe(new Dictionary<string, object> { ["schema"] = 1, ["type"] = "sense.task.failed", ["site"] = "main" });
        JsonSerializer.Deserialize(CloudEvent.Decode(message.Body.Span).Data!.Value, EventJson.Default.TaskEventData)!.TaskName
            .ShouldBe("t");
    }

    [Fact]
    public async Task An_event_carries_the_id_of_its_datagram_s_span_and_the_span_no_text_of_the_datagram()
    {
        using var spans = new SpanCollector(source);
        using var reading = new MeterReading(meter);
        run.Append(Datagram(Execution(1)), "no datagram of Sense, by Jane Doe");
        var forwarding = Start();
        var events = new[] { (await serviceBus.NextAsync()).Message, (await serviceBus.NextAsync()).Message }
            .Select(message => CloudEvent.Decode(message.Body.Span)).ToList();
        await StopAsync(forwarding);

        events.Select(each => each.TraceParent).ShouldBe(spans.Ended.Select(span => span.Id));
        events.Select(each => each.TraceParent![3..35]).ShouldBeUnique();
        events.ShouldAllBe(each => each.TraceParent!.EndsWith("-01", StringComparison.Ordinal));
        var received = new DateTimeOffset(1000, TimeSpan.Zero);
        spans.Ended.ShouldAllBe(span => span.ParentId == null && span.StartTimeUtc == received.UtcDateTime);
        var took = (time.GetUtcNow() - received).TotalSeconds;
        spans.Ended.Select(SpanCollector.Describe).ShouldBe(
            [Described(events[0], "forwarded", "Unset"), Described(events[1], "forwarded", "Unset")]);
        reading.Read().ShouldBe(Enumerable.Repeat(
            FormattableString.Invariant($"butler.relay.forward.duration [s] {took} (butler.outcome=forwarded)"), 2));
    }

    [Fact]
    public async Task A_span_says_how_its_event_ended()
    {
        using var spans = new SpanCollector(source);
        serviceBus.Rejects = message =>
            message.MessageId.EndsWith(Execution(3), StringComparison.Ordinal) || message.Body.Length > 20_000 ? "not that one" : null;
        run.Append(Datagram(Execution(1)), Datagram(Execution(2), new string('x', 40_000)), Datagram(Execution(3)));
        var forwarding = Start();
        await AdvanceUntil(() => counts.Rejected == 1);
        await StopAsync(forwarding);

        spans.Ended
            .Select(span =>
                (span.GetTagItem(TelemetryNames.EventId), span.GetTagItem(TelemetryNames.Outcome), span.Status, span.StatusDescription))
            .ShouldBe([
                ($"main:failed:{Execution(1)}", "forwarded", ActivityStatusCode.Unset, null),
                ($"main:failed:{Execution(2)}", "shortened", ActivityStatusCode.Unset, null),
                ($"main:failed:{Execution(3)}", "rejected", ActivityStatusCode.Error, null),
            ]);
    }

    [Fact]
    public async Task An_event_is_not_part_of_a_trace_when_nobody_listens()
    {
        run.Append(Datagram(Execution(1)));
        var forwarding = Start();
        var @event = CloudEvent.Decode((await serviceBus.NextAsync()).Message.Body.Span);
        await StopAsync(forwarding);

        @event.TraceParent.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_sent_is_acknowledged_in_the_order_of_arrival()
    {
        run.Append(Enumerable.Range(0, 250).Select(i => Datagram(Execution(i))).ToArray());
        var forwarding = Start();

        for (var i = 0; i < 250; i++)
        {
            (await serviceBus.NextAsync()).Message.MessageId.ShouldBe($"main:failed:{Execution(i)}");
        }

        await StopAsync(forwarding);
        run.Journal.Waiting.ShouldBe(0);
        counts.Forwarded.ShouldBe(250);
        serviceBus.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task A_datagram_on_a_quiet_relay_goes_at_once()
    {
        var forwarding = Start();
        run.Append(Datagram(Execution(1)));
        await serviceBus.NextAsync();
        run.Append(Datagram(Execution(2)));

        (await serviceBus.NextAsync()).Message.MessageId.ShouldBe($"main:failed:{Execution(2)}");
        await StopAsync(forwarding);
    }

    [Fact]
    public async Task An_outage_is_outlasted_and_told_in_a_few_lines()
    {
        for (var i = 0; i < 12; i++)
        {
            serviceBus.Faults.Enqueue(new BusException(ServiceBusFault.Unavailable, "nobody answers"));
        }

        run.Append(Datagram(Execution(1)), Datagram(Execution(2)));
        var forwarding = Start();
        await AdvanceUntil(() => counts.Forwarded == 2);
        await StopAsync(forwarding);

        (await serviceBus.NextAsync()).Message.MessageId.ShouldBe($"main:failed:{Execution(1)}");
        (await serviceBus.NextAsync()).Message.MessageId.ShouldBe($"main:failed:{Execution(2)}");
        log.Lines.Count.ShouldBe(3);
        log.Lines[0].ShouldBe("Warning: Events are not forwarded, 2 wait in the journal; the next attempt is in 1.0 s: nobody answers");
        log.Lines[1].ShouldStartWith("Warning: Events are not forwarded");
        log.Lines[2].ShouldStartWith("Information: Events are forwarded again, after 00:0");
    }

    [Fact]
    public async Task The_one_event_that_is_refused_is_sent_short_and_the_others_are_untouched()
    {
        serviceBus.Rejects = message => message.Body.Length > 20_000 ? "too large" : null;
        run.Append(Datagram(Execution(1)), Datagram(Execution(2), new string('x', 40_000)), Datagram(Execution(3)));
        var forwarding = Start();
        await AdvanceUntil(() => counts.Forwarded == 3);
        await StopAsync(forwarding);

        await serviceBus.NextAsync();
        await serviceBus.NextAsync();
        var shortened = (await serviceBus.NextAsync()).Message;
        shortened.MessageId.ShouldBe($"main:failed:{Execution(2)}");
        JsonSerializer.Deserialize(CloudEvent.Decode(shortened.Body.Span).Data!.Value, EventJson.Default.TaskEventData)!.Cut
            .ShouldBe(["logMessage"]);
        run.Journal.Waiting.ShouldBe(0);
        Directory.Exists(Path.Combine(directory, "rejected")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_can_never_be_sent_is_set_aside_whole_counted_and_told()
    {
        serviceBus.Rejects = message => message.MessageId.EndsWith(Execution(2), StringComparison.Ordinal) ? "no such thing" : null;
        run.Append(Datagram(Execution(1)), Datagram(Execution(2)), Datagram(Execution(3)));
        var forwarding = Start();
        await AdvanceUntil(() => counts.Rejected == 1);
        await AdvanceUntil(() => run.Journal.Waiting == 0);
        await StopAsync(forwarding);

        counts.Forwarded.ShouldBe(2);
        var file = Directory.GetFiles(Path.Combine(directory, "rejected")).ShouldHaveSingleItem();
        var kept = JsonSerializer
            .Deserialize(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), RejectedJson.Default.RejectedEvent)!;
        kept.Reason.ShouldBe("no such thing");
        kept.Sequence.ShouldBe(2);
        System.Text.Encoding.UTF8.GetString(kept.Datagram).ShouldBe(Datagram(Execution(2)));
        log.Lines.ShouldBe([$"Error: Event main:failed:{Execution(2)} cannot be sent (no such thing); it is stored in {file}"]);
    }

    [Fact]
    public async Task Told_to_stop_in_an_outage_it_stops_and_keeps_what_waits()
    {
        serviceBus.Faults.Enqueue(new BusException(ServiceBusFault.Unavailable, "nobody answers"));
        run.Append(Datagram(Execution(1)));
        var forwarding = Start();
        await AdvanceUntil(() => serviceBus.Calls == 1, move: false);

        await StopAsync(forwarding);

        run.Journal.Waiting.ShouldBe(1);
        counts.Forwarded.ShouldBe(0);
    }

    public void Dispose()
    {
        stop.Dispose();
        run.Dispose();
        source.Dispose();
        meter.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static string Execution(int i) => $"5e9c7a10-44f2-4b3d-a7a6-{i:D12}";

    private static string Datagram(string execution, string message = "Max retries reached") =>
        @"/scheduler-task-failed/;h;t;a;D\u;0d7c2f18-5a61-4a9c-9be4-2f6f0c1f7a33;6b1e9d54-c0b7-4f58-8d0a-1a9f44f0d2c1;"
            + $@"2031-03-14 04:12:07,318;WARN;{execution};{message}";

    private string Described(CloudEvent @event, string outcome, string status)
    {
        var took = (time.GetUtcNow() - new DateTimeOffset(1000, TimeSpan.Zero)).TotalSeconds;
        return FormattableString.Invariant(
            $"""
            Producer send events: {status}, {Math.Round(took, 3)} s
            messaging.system=servicebus
            messaging.destination.name=events
            cloudevents.event_id={@event.Id}
            cloudevents.event_type={@event.Type}
            butler.outcome={outcome}
            """);
    }

    private Task Start()
    {
        var events = new SenseEvents("main", "relay1", "test", new SenseClock(TimeZoneInfo.Utc), Redaction.None);
        return new Forwarder(
            run.Journal, events, new NoEnricher(), serviceBus,
            new RejectedStore(directory), counts, new ForwardingTelemetry(source, meter, time),
            time, new NoJitter(), log).RunAsync(stop.Token);
    }

    private async Task StopAsync(Task forwarding)
    {
        await stop.CancelAsync();
        await forwarding;
    }

    private async Task AdvanceUntil(Func<bool> done, bool move = true)
    {
        while (!done())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (move)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.Yield();
        }
    }

    private sealed class NoJitter : Random
    {
        public override double NextDouble() => 0;
    }
}
