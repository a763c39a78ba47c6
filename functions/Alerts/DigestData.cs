using System.Text.Json.Serialization;

namespace Butler.Functions.Alerts;

/// <summary>The data of <c>butler.digest.daily</c>: a site's day. Lists hold the first twenty items; the numbers count all.</summary>
internal sealed record DigestData
{
    public required string Site { get; init; }

    /// <summary>The beginning of the day, UTC.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>The end of the day, UTC. On days with a clock change it is 23 or 25 hours after <see cref="From"/>.</summary>
    public DateTimeOffset To { get; init; }

    /// <summary>The number of events of all types.</summary>
    public long Total { get; init; }

    /// <summary>The number of events of each type, the most frequent first.</summary>
    public IReadOnlyList<DigestCount> ByType { get; init; } = [];

    /// <summary>The number of failed or aborted runs.</summary>
    public long Failures { get; init; }

    /// <summary>The number of tasks with such runs.</summary>
    public int FailedTasks { get; init; }

    /// <summary>The tasks with such runs, the most frequent first.</summary>
    public IReadOnlyList<DigestTask> Failed { get; init; } = [];

    /// <summary>The number of tasks that had not failed within the seven days before.</summary>
    public int NewTasks { get; init; }

    /// <summary>The tasks that had not failed within the seven days before, with the newest failure first.</summary>
    public IReadOnlyList<DigestTask> New { get; init; } = [];

    /// <summary>The number of runs with a known duration.</summary>
    public long TimedRuns { get; init; }

    /// <summary>The total duration of the runs, in milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>The average duration of the runs, in milliseconds; null when none is known.</summary>
    public long? AverageMs { get; init; }

    /// <summary>The slowest tasks, each with its slowest run, the slowest first.</summary>
    public IReadOnlyList<DigestRun> Slowest { get; init; } = [];

    /// <summary>The access licenses of each type; empty when the site counts none.</summary>
    public IReadOnlyList<DigestLicense> Licenses { get; init; } = [];

    /// <summary>The server license, if it has expired or has fewer than 90 days left; else null.</summary>
    public DigestServerLicense? ServerLicense { get; init; }

    /// <summary>The number of deliveries that were given up.</summary>
    public long DeadDeliveries { get; init; }

    /// <summary>The number of deliveries that were given up by channel, the highest first.</summary>
    public IReadOnlyList<DigestCount> DeadByChannel { get; init; } = [];

    /// <summary>The number of events that a throttle held back.</summary>
    public long HeldBack { get; init; }

    /// <summary>The number of events that came too late for alerts of their own.</summary>
    public long Late { get; init; }
}

/// <summary>A name and its count.</summary>
internal sealed record DigestCount(string Name, long Count);

/// <summary>A task that failed.</summary>
internal sealed record DigestTask
{
    /// <summary>The task's name; its id or the event's type when the name is unknown.</summary>
    public required string Task { get; init; }

    public string? TaskId { get; init; }

    public string? App { get; init; }

    /// <summary>The number of failed or aborted runs.</summary>
    public int Count { get; init; }

    /// <summary>The line that names the cause of the last failure, shortened.</summary>
    public string? LastError { get; init; }

    /// <summary>When the last run failed, UTC.</summary>
    public DateTimeOffset LastTime { get; init; }

    /// <summary>The id of the last run's event, for <c>butler preview --event-id</c>.</summary>
    public string? LastEventId { get; init; }

    /// <summary>The total duration of the runs, in milliseconds; null when no duration is known.</summary>
    public long? DurationMs { get; init; }
}

/// <summary>A task and its slowest run of the day.</summary>
internal sealed record DigestRun
{
    public required string Task { get; init; }

    public string? App { get; init; }

    /// <summary>The event's type, such as <c>sense.reload.succeeded</c>; <c>sense.task.slow</c> for a run that had not ended.</summary>
    public required string Type { get; init; }

    /// <summary>When the run ended, UTC; of a run that had not ended, when it was noticed.</summary>
    public DateTimeOffset Time { get; init; }

    public long DurationMs { get; init; }

    /// <summary>Whether the run had not ended.</summary>
    public bool Running { get; init; }

    /// <summary>The usual duration, in milliseconds; null when the monitor of tasks did not tell of a slow run.</summary>
    public long? UsualMs { get; init; }

    /// <summary>How many times its usual duration the run took, with one decimal; null when that is unknown.</summary>
    public double? Times { get; init; }

    /// <summary>The number of runs of the task that day that were slow.</summary>
    public int SlowRuns { get; init; }
}

/// <summary>Source-generated JSON of the digest.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DigestData))]
internal sealed partial class DigestJson : JsonSerializerContext;
