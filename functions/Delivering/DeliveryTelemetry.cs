using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Telemetry;
using Butler.Functions.Configuration;

namespace Butler.Functions.Delivering;

/// <summary>A span for each attempt, linked to the span that put the event on its queue, and how long attempts and alerts take.</summary>
internal sealed class DeliveryTelemetry(ActivitySource source, Meter meter, TimeProvider time)
{
    private readonly Histogram<double> attempts = meter.CreateHistogram<double>(
        "butler.delivery.attempt.duration",
        "s",
        "The time to render an alert and to send it once.",
        advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private readonly Histogram<double> latency = meter.CreateHistogram<double>(
        "butler.delivery.latency",
        "s",
        "The time from an event until a destination has accepted its alert.",
        advice: new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400] });

    /// <summary>Starts an attempt; disposing it ends it.</summary>
    public AttemptRun Start(DeliveryAttempt attempt, ChannelOptions channel) =>
        new(attempts, time, attempt.Planned.Channel, channel.Type, Span(attempt, channel));

    /// <summary>Records how long an alert took that has arrived.</summary>
    public void Arrived(DeliveryAttempt attempt)
    {
        if (latency.Enabled)
        {
            var took = (time.GetUtcNow() - attempt.Delivery.Event.OrderTime).TotalSeconds;
            latency.Record(Math.Max(0, took), ChannelTags.Of(attempt.Planned.Channel, attempt.Channel?.Type));
        }
    }

    private Activity? Span(DeliveryAttempt attempt, ChannelOptions channel) => source.HasListeners()
        ? source.StartActivity(
            $"deliver {channel.Type}",
            ActivityKind.Client,
            parentContext: default,
            [
                .. ChannelTags.Of(attempt.Planned.Channel, channel.Type),
                new(TelemetryNames.EventId, attempt.Delivery.Event.Id),
                new(TelemetryNames.EventType, attempt.Delivery.Event.Type),
                new(TelemetryNames.DeliveryId, attempt.Planned.Id),
                new(TelemetryNames.Route, attempt.Planned.Route),
                new(TelemetryNames.Attempt, attempt.Lease.Attempt),
            ],
            TraceParent.Link(attempt.Delivery.Event.TraceParent),
            time.GetUtcNow())
        : null;
}
