using System.Text.Json;
using System.Text.Json.Serialization;

namespace Butler.Core.Events;

/// <summary>
/// What happened, in the CloudEvents 1.0 JSON format (https://github.com/cloudevents/spec): the one shape an event has on
/// every wire and in memory. Extension attributes are lower case, as that specification asks.
/// </summary>
public sealed record CloudEvent
{
    /// <summary>The schema number that this version writes. Readers accept it and everything older.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The largest encoded event, in bytes; what does not fit is cut, and the event says so.</summary>
    public const int MaxEncodedBytes = 128 * 1024;

    /// <summary>The CloudEvents version, always <c>1.0</c>.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>The identity of the event, made once at intake by <see cref="EventIdentity"/>: equal ids are one event.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary><c>/sense/{site}/{host}</c> or <c>/cloud/{tenant}</c>.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>One of <see cref="EventTypes"/>, such as <c>sense.reload.failed</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary><c>task/{id}</c>, <c>app/{id}</c> or <c>service/{host}/{name}</c>; null where nothing is known.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    /// <summary>When it happened as its source says, UTC. Order, mutes and incidents go by <see cref="OrderTime"/>.</summary>
    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>The media type of <see cref="Data"/>, always JSON.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>The number of the data's schema; see <see cref="CurrentSchema"/>.</summary>
    [JsonPropertyName("schema")]
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The site (a Sense cluster) it belongs to, by its name in the configuration.</summary>
    [JsonPropertyName("site")]
    public string? Site { get; init; }

    /// <summary>Free text such as <c>prod</c>, from the relay's file.</summary>
    [JsonPropertyName("environment")]
    public string? Environment { get; init; }

    /// <summary>The relay that took it in.</summary>
    [JsonPropertyName("relay")]
    public string? Relay { get; init; }

    /// <summary>When this system first had it, UTC.</summary>
    [JsonPropertyName("receivedtime")]
    public DateTimeOffset? ReceivedTime { get; init; }

    /// <summary>
    /// True where <see cref="Time"/> differs from <see cref="ReceivedTime"/> by more than the clocks of one site may: it is what the
    /// log says, and is not to be relied on.
    /// </summary>
    [JsonPropertyName("skewed")]
    public bool? Skewed { get; init; }

    /// <summary>W3C trace context, if a trace runs through.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>What is known of it: for task events a <see cref="TaskEventData"/>.</summary>
    [JsonPropertyName("data")]
    public JsonElement? Data { get; init; }

    /// <summary>
    /// When it happened for all that orders, mutes, groups, resolves or escalates: <see cref="Time"/>, or the time of receipt where that
    /// time is <see cref="Skewed"/>.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset OrderTime => Skewed is true && ReceivedTime is { } received ? received : Time;

    /// <summary>Its place in the order of events.</summary>
    [JsonIgnore]
    public EventOrder Order => new(OrderTime, ReceivedTime ?? Time);

    /// <summary>The event as UTF-8 JSON.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, EventJson.Default.CloudEvent);

    /// <summary>Reads an event from UTF-8 JSON.</summary>
    /// <exception cref="JsonException">It is not JSON, or an attribute that CloudEvents requires is missing or of the wrong type.</exception>
    public static CloudEvent Decode(ReadOnlySpan<byte> utf8)
    {
        var decoded = JsonSerializer.Deserialize(utf8, EventJson.Default.CloudEvent)
            ?? throw new JsonException("The event is JSON null; expected a CloudEvents 1.0 object.");
        if (string.IsNullOrWhiteSpace(decoded.Id) || string.IsNullOrWhiteSpace(decoded.Type) || string.IsNullOrWhiteSpace(decoded.Source))
        {
            throw new JsonException("The event's id, type or source is empty; CloudEvents 1.0 requires all three.");
        }

        return decoded;
    }
}
