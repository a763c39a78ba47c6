using System.Diagnostics;
using System.Diagnostics.Metrics;
using Butler.Core.Telemetry;

namespace Butler.Functions.Routing;

/// <summary>A run that is being measured. It has failed by an exception unless <see cref="End"/> says otherwise.</summary>
internal sealed class EventRun(Histogram<double> duration, TimeProvider time, Activity? span) : IDisposable
{
    private readonly long started = time.GetTimestamp();
    private string outcome = "failed";

    /// <param name="isDuplicate">Whether the event had been processed before.</param>
    public void End(bool isDuplicate) => outcome = isDuplicate ? "duplicate" : "processed";

    public void Dispose()
    {
        if (duration.Enabled)
        {
            var elapsed = time.GetElapsedTime(started).TotalSeconds;
            duration.Record(elapsed, new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcome));
        }

        span?.SetTag(TelemetryNames.Outcome, outcome)
            .SetStatus(outcome == "failed" ? ActivityStatusCode.Error : ActivityStatusCode.Unset)
            .SetEndTime(time.GetUtcNow().UtcDateTime)
            .Dispose();
    }
}
