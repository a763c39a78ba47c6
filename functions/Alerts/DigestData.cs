using System.Text.Json.Serialization;

namespace Butler.Functions.Alerts;

/// <summary>The data of <c>butler.digest.daily</c>: a site's day. Lists hold the first twenty; the numbers beside them count all.</summary>
internal sealed record DigestData
{
    public required string Site { get; init; }

    /// <summary>Its beginning, UTC.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Its end, UTC. On the days the clocks change it is 23 or 25 hours after <see cref="From"/>.</summary>
    public DateTimeOffset To { get; init; }

    /// <summary>How many events there were of all types.</summary>
    public long Total { get; init; }

    /// <summary>How many of each type, the most frequent first.</summary>
    public IReadOnlyList<DigestCount> ByType { get; init; } = [];

    /// <summary>How many runs failed or were aborted.</summary>
    public long Failures { get; init; }

    /// <summary>How many tasks did.</summary>
    public int FailedTasks { get; init; }

    /// <summary>The tasks that did, those that did so most often first.</summary>
    public IReadOnlyList<DigestTask> Failed { get; init; } = [];

    /// <summary>How many of them had not failed within the seven days before.</summary>
    public int NewTasks { get; init; }

    /// <summary>Those, with their newest failure first.</summary>
    public IReadOnlyList<DigestTask> New { get; init; } = [];

    /// <summary>How many runs have a known duration.</summary>
    public long TimedRuns { get; init; }

    /// <summary>How long they took together, in milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>How long they took on average, in milliseconds; null where none is known.</summary>
    public long? AverageMs { get; init; }

    /// <summary>The slowest of them, the slowest first.</summary>
    public IReadOnlyList<DigestRun> Slowest { get; init; } = [];

    /// <summary>How many deliveries died.</summary>
    public long DeadDeliveries { get; init; }

    /// <summary>By channel, the most first.</summary>
    public IReadOnlyList<DigestCount> DeadByChannel { get; init; } = [];

    /// <summary>How many events a throttle held back.</summary>
    public long HeldBack { get; init; }

    /// <summary>How many events came too late to be alerted one by one.</summary>
    public long Late { get; init; }
}

/// <summary>How many of something.</summary>
internal sealed record DigestCount(string Name, long Count);

/// <summary>A task that failed.</summary>
internal sealed record DigestTask
{
    /// <summary>The task's name; its id or the event's type where no name is known.</summary>
    public required string Task { get; init; }

    public string? TaskId { get; init; }

    public string? App { get; init; }

    /// <summary>How many runs failed or were aborted.</summary>
    public int Count { get; init; }

    /// <summary>The line that says why the last of them failed, shortened.</summary>
    public string? LastError { get; init; }

    /// <summary>When the last of them failed, UTC.</summary>
    public DateTimeOffset LastTime { get; init; }

    /// <summary>The last one's event, for <c>butler preview --event-id</c>.</summary>
    public string? LastEventId { get; init; }

    /// <summary>How long they ran together, in milliseconds; null where that is not known of any.</summary>
    public long? DurationMs { get; init; }
}

/// <summary>A run of a task.</summary>
internal sealed record DigestRun
{
    public required string Task { get; init; }

    public string? App { get; init; }

    /// <summary>The event's type, such as <c>sense.reload.succeeded</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    public long DurationMs { get; init; }
}

/// <summary>Source-generated JSON of the digest.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DigestData))]
internal sealed partial class DigestJson : JsonSerializerContext;
