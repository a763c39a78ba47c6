using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>A delivery in a list. Unknown values are null.</summary>
internal sealed record DeliveryItem
{
    /// <summary>The opaque id for the API and <c>butler deliveries</c>.</summary>
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

    /// <summary>When the delivery was first planned, UTC.</summary>
    public DateTimeOffset? Planned { get; init; }

    /// <summary>The number of the newest attempt, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>The number of the replay; 0 for the first sending.</summary>
    public int Replay { get; init; }

    /// <summary>The number of the last requested replay.</summary>
    public int? ReplayAsked { get; init; }

    public DateTimeOffset? ReplayAskedTime { get; init; }

    /// <summary>The reason of the last failure.</summary>
    public string? Reason { get; init; }

    /// <summary>The answer of the destination to the successful attempt.</summary>
    public string? Answer { get; init; }

    /// <summary>The time of the next attempt, UTC.</summary>
    public DateTimeOffset? NextTime { get; init; }

    public DateTimeOffset? SentTime { get; init; }

    public DateTimeOffset? DeadTime { get; init; }
}

/// <summary>A page of deliveries.</summary>
internal sealed record DeliveryPage
{
    public IReadOnlyList<DeliveryItem> Deliveries { get; init; } = [];

    /// <summary>The continuation for the next page; null after the last one.</summary>
    public string? Continuation { get; init; }

    /// <summary>The destinations that are paused in the answering instance.</summary>
    public IReadOnlyList<OpenCircuit> Away { get; init; } = [];
}

/// <summary>A delivery with its event.</summary>
internal sealed record DeliveryDetail
{
    public required DeliveryItem Delivery { get; init; }

    /// <summary>The event; null when it has been deleted.</summary>
    public JsonElement? Event { get; init; }
}

/// <summary>A replay on the queue.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Replay">The number of the replay, from 1.</param>
internal sealed record ReplayAnswer(string Id, int Replay);

/// <summary>Selects the dead deliveries to replay.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReplayRequest
{
    /// <summary>Only <c>dead</c>, which is the default.</summary>
    public string? State { get; init; }

    public string? Channel { get; init; }

    public string? Route { get; init; }

    /// <summary>A pattern of event types.</summary>
    public string? Type { get; init; }

    /// <summary>A part of the task's name or of the subject.</summary>
    public string? Task { get; init; }

    public string? Site { get; init; }

    /// <summary>A date or time, UTC: deliveries given up at or after it.</summary>
    public string? From { get; init; }

    /// <summary>A date (the whole day) or time, UTC: deliveries given up until then.</summary>
    public string? To { get; init; }

    /// <summary>Exactly these deliveries; the filters are then ignored.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>The maximum number for this request, 1 to 100; 50 by default.</summary>
    public int? Limit { get; init; }

    /// <summary>The continuation of the previous answer.</summary>
    public string? Continuation { get; init; }
}

/// <summary>The result of a <see cref="ReplayRequest"/>.</summary>
internal sealed record ReplayPage
{
    /// <summary>The number of replays put on the queue.</summary>
    public int Count { get; init; }

    public IReadOnlyList<ReplayAnswer> Replayed { get; init; } = [];

    /// <summary>The deliveries that were not replayed, and why.</summary>
    public IReadOnlyList<ReplaySkipped> Skipped { get; init; } = [];

    /// <summary>The continuation for the rest; null when nothing is left.</summary>
    public string? Continuation { get; init; }
}

/// <summary>A delivery that was not replayed.</summary>
internal sealed record ReplaySkipped(string Id, string Why);

/// <summary>An event as it was recorded.</summary>
internal sealed record RecordedEvent
{
    /// <summary><c>received</c>, <c>planned</c> or <c>done</c>.</summary>
    public required string State { get; init; }

    /// <summary>The matching routes.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    public required JsonElement Event { get; init; }
}

/// <summary>Source-generated JSON of <c>/api/v4/deliveries</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayPage))]
[JsonSerializable(typeof(RecordedEvent))]
internal sealed partial class DeliveriesJson : JsonSerializerContext;
