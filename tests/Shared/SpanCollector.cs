using System.Collections.Concurrent;
using System.Diagnostics;

namespace Butler.Tests;

/// <summary>Collects the ended spans of one source, and no other's of the same name.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;

    public SpanCollector(ActivitySource source)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = other => ReferenceEquals(other, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>The spans in the order of their ends.</summary>
    public IReadOnlyList<Activity> Ended => [.. ended];

    /// <summary>A span's name, kind, status, duration to the millisecond and tags, a line each.</summary>
    public static string Describe(Activity span) => string.Join('\n',
    [
        FormattableString.Invariant($"{span.Kind} {span.DisplayName}: {span.Status}, {Math.Round(span.Duration.TotalSeconds, 3)} s"),
        .. span.TagObjects.Select(tag => FormattableString.Invariant($"{tag.Key}={tag.Value}")),
    ]);

    public void Dispose() => listener.Dispose();
}
