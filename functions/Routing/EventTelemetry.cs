using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Commands;
using Butler.Core.Events;
using Butler.Core.Telemetry;

namespace Butler.Functions.Routing;

/// <summary>
/// A span for each run of <see cref="ProcessEvent"/>, linked to the span that put the event on its queue, and its duration.
/// </summary>
internal sealed class EventTelemetry(ActivitySource source, Meter meter, TimeProvider time)
{
    private readonly Histogram<double> duration = meter.CreateHistogram<double>(
        "butler.event.process.duration",
        "s",
        "The duration of a run of ProcessEvent.",
        advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private long runs;

    /// <summary>How many runs this process has started.</summary>
    public long Runs => Interlocked.Read(ref runs);

    /// <summary>Starts a run; disposing it ends it.</summary>
    public EventRun Start(CloudEvent @event)
    {
        Interlocked.Increment(ref runs);
        return new(duration, time, Span(@event));
    }

    private Activity? Span(CloudEvent @event) => source.HasListeners()
        ? source.StartActivity(
            $"process {QueueNames.Events}",
            ActivityKind.Consumer,
            parentContext: default,
            [
                new(TelemetryNames.MessagingSystem, TelemetryNames.ServiceBus),
                new(TelemetryNames.Queue, QueueNames.Events),
                new(TelemetryNames.EventId, @event.Id),
                new(TelemetryNames.EventType, @event.Type),
            ],
            TraceParent.Link(@event.TraceParent),
            time.GetUtcNow())
        : null;
}
