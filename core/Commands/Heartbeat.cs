using System.Text.Json.Serialization;

namespace Butler.Core.Commands;

/// <summary>
/// What a relay says of itself each minute, on the <c>replies</c> queue with the label <see cref="Label"/> and a time to live of
/// three minutes. It is no event: it updates the relay's row, judged by the time it was enqueued.
/// </summary>
public sealed record Heartbeat
{
    /// <summary>The Service Bus label (subject) that tells a heartbeat from a reply.</summary>
    public const string Label = "heartbeat";

    /// <summary>How long a heartbeat is worth reading.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(3);

    /// <summary>The number of this form's schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The site the relay serves.</summary>
    public required string Site { get; init; }

    /// <summary>The relay's name, unique in its site.</summary>
    public required string Relay { get; init; }

    /// <summary>Free text such as <c>prod</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>The relay's version.</summary>
    public required string Version { get; init; }

    /// <summary>When its process started, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When this was written, UTC, by the relay's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What the relay can do, such as <c>qrs</c> or <c>start-task</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Counts since its process started, and what waits now.</summary>
    public RelayCounters Counters { get; init; } = new();

    /// <summary>What an operator should look at, in words; empty when all is well.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A relay's counts since its process started, and what waits now.</summary>
public sealed record RelayCounters
{
    /// <summary>Datagrams taken off the socket.</summary>
    public long Received { get; init; }

    /// <summary>Datagrams written to the journal.</summary>
    public long Accepted { get; init; }

    /// <summary>Datagrams refused: the journal or the memory before it was full, or the datagram was not allowed.</summary>
    public long Refused { get; init; }

    /// <summary>Of the refused, those from a sender that is not in <c>udp.allowedSources</c>; null where nothing limits the senders.</summary>
    public long? RefusedSource { get; init; }

    /// <summary>Of the refused, those beyond <c>udp.rateLimit</c>; null where there is none.</summary>
    public long? RefusedRate { get; init; }

    /// <summary>Of the refused, those larger than <c>udp.maxSize</c>; null where there is none.</summary>
    public long? RefusedSize { get; init; }

    /// <summary>Copies for <c>udp.mirror</c> that were given up because a receiver did not keep up; null where nothing is mirrored.</summary>
    public long? MirrorDrops { get; init; }

    /// <summary>Datagrams sent on as <c>sense.unparsed</c>.</summary>
    public long Unparsed { get; init; }

    /// <summary>Datagrams that the kernel threw away because the socket's buffer was full.</summary>
    public long KernelDrops { get; init; }

    /// <summary>Events that Service Bus has taken.</summary>
    public long Forwarded { get; init; }

    /// <summary>Events that Service Bus will never take, set aside on the relay's disk.</summary>
    public long Rejected { get; init; }

    /// <summary>Journal records found damaged at start.</summary>
    public long Damaged { get; init; }

    /// <summary>How often a part of the relay failed and was started again within the process.</summary>
    public long Restarts { get; init; }

    /// <summary>Datagrams in the journal that Service Bus does not have yet.</summary>
    public long Waiting { get; init; }

    /// <summary>When the oldest of those was received, UTC; null when none waits.</summary>
    public DateTimeOffset? OldestWaiting { get; init; }
}

/// <summary>Source-generated JSON of what relays and function app tell each other.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Heartbeat))]
public sealed partial class RelayJson : JsonSerializerContext;
