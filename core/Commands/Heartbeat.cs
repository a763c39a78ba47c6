using System.Text.Json.Serialization;

namespace Butler.Core.Commands;

/// <summary>
/// The status that a relay sends each minute, on the <c>replies</c> queue with the label <see cref="Label"/> and a time to live of
/// three minutes. It is not an event: it updates the relay's row, ordered by its enqueue time.
/// </summary>
public sealed record Heartbeat
{
    /// <summary>The Service Bus label (subject) of heartbeats; replies have another.</summary>
    public const string Label = "heartbeat";

    /// <summary>How long a heartbeat is kept on the queue.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(3);

    /// <summary>The version of the schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The site the relay serves.</summary>
    public required string Site { get; init; }

    /// <summary>The relay's name, unique in its site.</summary>
    public required string Relay { get; init; }

    /// <summary>Free text such as <c>prod</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>The relay's version.</summary>
    public required string Version { get; init; }

    /// <summary>When the relay's process started, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When the heartbeat was written, UTC, by the relay's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The relay's capabilities, such as <c>qrs</c> or <c>start-task</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Counts since its process started, and the current queue lengths.</summary>
    public RelayCounters Counters { get; init; } = new();

    /// <summary>
    /// The slot of the release of access licenses that is due at this relay, the beginning of an interval of its clock, UTC; null when none
    /// is due.
    /// </summary>
    public DateTimeOffset? LicenseReleaseDue { get; init; }

    /// <summary>Warnings for an operator; empty when there are no problems.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A relay's counts since its process started, and the current queue lengths.</summary>
public sealed record RelayCounters
{
    /// <summary>Datagrams taken off the socket.</summary>
    public long Received { get; init; }

    /// <summary>Datagrams written to the journal.</summary>
    public long Accepted { get; init; }

    /// <summary>Refused datagrams: the journal or the buffer before it was full, or the datagram was not allowed.</summary>
    public long Refused { get; init; }

    /// <summary>Refused datagrams from a sender that is not in <c>udp.allowedSources</c>; null when the senders are not limited.</summary>
    public long? RefusedSource { get; init; }

    /// <summary>Refused datagrams beyond <c>udp.rateLimit</c>; null when it is not set.</summary>
    public long? RefusedRate { get; init; }

    /// <summary>Refused datagrams larger than <c>udp.maxSize</c>; null when it is not set.</summary>
    public long? RefusedSize { get; init; }

    /// <summary>Copies for <c>udp.mirror</c> that were dropped because a receiver was too slow; null when mirroring is off.</summary>
    public long? MirrorDrops { get; init; }

    /// <summary>Datagrams sent on as <c>sense.unparsed</c>.</summary>
    public long Unparsed { get; init; }

    /// <summary>Datagrams that the kernel threw away because the socket's buffer was full.</summary>
    public long KernelDrops { get; init; }

    /// <summary>Events that Service Bus has accepted.</summary>
    public long Forwarded { get; init; }

    /// <summary>Events that Service Bus cannot accept, stored on the relay's disk.</summary>
    public long Rejected { get; init; }

    /// <summary>Journal records found damaged at start.</summary>
    public long Damaged { get; init; }

    /// <summary>How often a part of the relay failed and was started again within the process.</summary>
    public long Restarts { get; init; }

    /// <summary>Datagrams in the journal that have not been sent to Service Bus.</summary>
    public long Waiting { get; init; }

    /// <summary>When the oldest waiting datagram was received, UTC; null when none waits.</summary>
    public DateTimeOffset? OldestWaiting { get; init; }
}

/// <summary>Source-generated JSON of the messages between relays and the function app.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Heartbeat))]
public sealed partial class RelayJson : JsonSerializerContext;
