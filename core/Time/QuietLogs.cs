using System.Collections.Concurrent;

namespace Butler.Core.Time;

/// <summary>A <see cref="QuietLog"/> for each subject.</summary>
/// <param name="time">The clock.</param>
/// <param name="interval">The time between two lines about a subject.</param>
public sealed class QuietLogs(TimeProvider time, TimeSpan interval)
{
    private readonly ConcurrentDictionary<string, QuietLog> logs = new();

    /// <summary>The log of a subject, such as a function's or channel's name.</summary>
    public QuietLog About(string subject) => logs.GetOrAdd(subject, _ => new QuietLog(time, interval));
}
