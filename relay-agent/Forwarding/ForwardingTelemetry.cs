using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Telemetry;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Sense.Events;

namespace Butler.RelayAgent.Forwarding;

/// <summary>
/// A span for each datagram, from the socket to the queue, and how long that took. Without a listener nothing is created. A datagram that
/// is forwarded again after a restart has a new span, in a trace of its own, and an event of the same id.
/// </summary>
internal sealed class ForwardingTelemetry(ActivitySource source, Meter meter, TimeProvider time, ForwardTimes? times = null)
{
    private readonly Histogram<double> duration = meter.CreateHistogram<double>(
        "butler.relay.forward.duration",
        "s",
        "The time from the receipt of a datagram until Service Bus has its event.",
        advice: new() { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300, 3600] });

    /// <summary>Starts the span of a datagram; null when traces are not exported.</summary>
    public Activity? Start(JournalRecord record) => source.HasListeners()
        ? source.StartActivity(
            $"send {Forwarder.Queue}",
            ActivityKind.Producer,
            parentContext: default,
            [new(TelemetryNames.MessagingSystem, TelemetryNames.ServiceBus), new(TelemetryNames.Queue, Forwarder.Queue)],
            startTime: record.Received)
        : null;

    /// <summary>Ends the span of an event that Service Bus has, whole or shortened, or that is stored on disk.</summary>
    public void End(Outgoing outgoing, ForwardingOutcome outcome)
    {
        var now = time.GetUtcNow();
        var name = NameOf(outcome);
        var lasted = now - outgoing.Record.Received;
        if (outcome != ForwardingOutcome.Rejected && !OwnRecords.Has(outgoing.Record))
        {
            times?.Add(lasted);
        }

        if (duration.Enabled)
        {
            duration.Record(lasted.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Outcome, name));
        }

        if (outgoing.Span is { } span)
        {
            span.SetTag(TelemetryNames.EventId, outgoing.Event.Event.Id)
                .SetTag(TelemetryNames.EventType, outgoing.Event.Event.Type)
                .SetTag(TelemetryNames.Outcome, name)
                .SetStatus(outcome == ForwardingOutcome.Rejected ? ActivityStatusCode.Error : ActivityStatusCode.Unset)
                .SetEndTime(now.UtcDateTime)
                .Dispose();
        }
    }

    private static string NameOf(ForwardingOutcome outcome) => outcome switch
    {
        ForwardingOutcome.Forwarded => "forwarded",
        ForwardingOutcome.Shortened => "shortened",
        _ => "rejected",
    };
}

/// <summary>How the forwarding of an event ended.</summary>
internal enum ForwardingOutcome
{
    /// <summary>Service Bus has the event.</summary>
    Forwarded,

    /// <summary>Service Bus has the event, shortened.</summary>
    Shortened,

    /// <summary>Service Bus does not accept the event; it is stored on disk.</summary>
    Rejected,
}
