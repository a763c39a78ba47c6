using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Destinations;
using Butler.Core.Telemetry;

namespace Butler.Functions.Delivering;

/// <summary>An attempt that is being measured. It has failed by an exception unless <see cref="End"/> says otherwise.</summary>
internal sealed class AttemptRun(Histogram<double> duration, TimeProvider time, string channel, string type, Activity? span) : IDisposable
{
    private readonly long started = time.GetTimestamp();
    private string outcome = "failed";

    public void End(DeliveryOutcome ended) => outcome = ended switch
    {
        DeliveryOutcome.Sent => "sent",
        DeliveryOutcome.Relayed => "relayed",
        DeliveryOutcome.TryAgain => "retry",
        _ => "refused",
    };

    public void Dispose()
    {
        if (duration.Enabled)
        {
            var tags = ChannelTags.Of(channel, type);
            tags.Add(TelemetryNames.Outcome, outcome);
            duration.Record(time.GetElapsedTime(started).TotalSeconds, tags);
        }

        span?.SetTag(TelemetryNames.Outcome, outcome)
            .SetStatus(outcome is "sent" or "relayed" ? ActivityStatusCode.Unset : ActivityStatusCode.Error)
            .SetEndTime(time.GetUtcNow().UtcDateTime)
            .Dispose();
    }
}
