using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>A delivery as a list shows it. What is not known is null.</summary>
internal sealed record DeliveryItem
{
    /// <summary>What the API and <c>butler deliveries</c> take; opaque.</summary>
    public required string Id { get; init; }

    /// <summary><c>pending</c>, <c>sending</c>, <c>relayed</c>, <c>sent</c> or <c>dead</c>.</summary>
    public required string State { get; init; }

    public string? Channel { get; init; }

    public string? Route { get; init; }

    public string? Recipient { get; init; }

    /// <summary>The event's type.</summary>
    public string? Type { get; init; }

    public string? EventId { get; init; }

    /// <summary>The task's name.</summary>
    public string? Task { get; init; }

    public string? Subject { get; init; }

    public string? Site { get; init; }

    /// <summary>When it was planned first, UTC.</summary>
    public DateTimeOffset? Planned { get; init; }

    /// <summary>The number of the newest attempt, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>Which replay it is in; 0 for the first sending.</summary>
    public int Replay { get; init; }

    /// <summary>The replay that was asked for last.</summary>
    public int? ReplayAsked { get; init; }

    public DateTimeOffset? ReplayAskedTime { get; init; }

    /// <summary>Why the newest failed attempt failed.</summary>
    public string? Reason { get; init; }

    /// <summary>What the destination said when it took it.</summary>
    public string? Answer { get; init; }

    /// <summary>When it is tried next, UTC.</summary>
    public DateTimeOffset? NextTime { get; init; }

    public DateTimeOffset? SentTime { get; init; }

    public DateTimeOffset? DeadTime { get; init; }
}

/// <summary>A page of deliveries.</summary>
internal sealed record DeliveryPage
{
    public IReadOnlyList<DeliveryItem> Deliveries { get; init; } = [];

    /// <summary>What to ask with for the next page; null after the last.</summary>
    public string? Continuation { get; init; }

    /// <summary>The destinations that the answering instance sends nothing to just now.</summary>
    public IReadOnlyList<OpenCircuit> Away { get; init; } = [];
}

/// <summary>A delivery with its event.</summary>
internal sealed record DeliveryDetail
{
    public required DeliveryItem Delivery { get; init; }

    /// <summary>The event that it tells of; null where it is not kept any more.</summary>
    public JsonElement? Event { get; init; }
}

/// <summary>A replay that lies on the queue.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Replay">Its number, from 1.</param>
internal sealed record ReplayAnswer(string Id, int Replay);

/// <summary>Which dead deliveries are to be replayed.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReplayRequest
{
    /// <summary>Only <c>dead</c>, which is meant when it is left out.</summary>
    public string? State { get; init; }

    public string? Channel { get; init; }

    public string? Route { get; init; }

    /// <summary>A pattern of event types.</summary>
    public string? Type { get; init; }

    /// <summary>A part of the task's name or of the subject.</summary>
    public string? Task { get; init; }

    public string? Site { get; init; }

    /// <summary>A date or time, UTC: those that died from then on.</summary>
    public string? From { get; init; }

    /// <summary>A date (its whole day) or time, UTC: those that died until then.</summary>
    public string? To { get; init; }

    /// <summary>These and no others; the filters do not count then.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>How many at most in this request, 1 to 100; 50 when left out.</summary>
    public int? Limit { get; init; }

    /// <summary>What the last answer gave.</summary>
    public string? Continuation { get; init; }
}

/// <summary>What was done of a <see cref="ReplayRequest"/>.</summary>
internal sealed record ReplayPage
{
    /// <summary>How many lie on the queue now.</summary>
    public int Count { get; init; }

    public IReadOnlyList<ReplayAnswer> Replayed { get; init; } = [];

    /// <summary>What was not replayed, and why.</summary>
    public IReadOnlyList<ReplaySkipped> Skipped { get; init; } = [];

    /// <summary>What to ask with for the rest; null when nothing is left.</summary>
    public string? Continuation { get; init; }
}

/// <summary>A delivery that was not replayed.</summary>
internal sealed record ReplaySkipped(string Id, string Why);

/// <summary>An event as it was recorded.</summary>
internal sealed record RecordedEvent
{
    /// <summary><c>received</c>, <c>planned</c> or <c>done</c>.</summary>
    public required string State { get; init; }

    /// <summary>The routes it met.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    public required JsonElement Event { get; init; }
}

/// <summary>Source-generated JSON of <c>/api/v4/deliveries</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayPage))]
[JsonSerializable(typeof(RecordedEvent))]
internal sealed partial class DeliveriesJson : JsonSerializerContext;
