using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Telemetry;

namespace Butler.Core.Events;

/// <summary>
/// An event in the CloudEvents 1.0 JSON format (https://github.com/cloudevents/spec), which is its only form on the wire and in memory.
/// Extension attributes are lower case, as the specification requires.
/// </summary>
public sealed record CloudEvent
{
    /// <summary>The schema version that this version writes. Readers accept it and older ones.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The largest encoded event, in bytes; a larger event is shortened, and says so.</summary>
    public const int MaxEncodedBytes = 128 * 1024;

    private const string CloudSource = "/cloud/";

    /// <summary>The CloudEvents version, always <c>1.0</c>.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>The identity of the event, created once at intake by <see cref="EventIdentity"/>. Equal ids mean the same event.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary><c>/sense/{site}/{host}</c> or <c>/cloud/{tenant}</c>.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>The tenant of Qlik Cloud in the configuration's words; null for events of other sources.</summary>
    [JsonIgnore]
    public string? Tenant => Source.StartsWith(CloudSource, StringComparison.Ordinal) ? Source[CloudSource.Length..] : null;

    /// <summary>One of <see cref="EventTypes"/>, such as <c>sense.reload.failed</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary><c>task/{id}</c>, <c>app/{id}</c> or <c>service/{host}/{name}</c>; null when it is unknown.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    /// <summary>When the event happened according to its source, UTC. Order, mutes and incidents use <see cref="OrderTime"/>.</summary>
    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>The media type of <see cref="Data"/>, always JSON.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>The number of the data's schema; see <see cref="CurrentSchema"/>.</summary>
    [JsonPropertyName("schema")]
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The name of the site (a Sense cluster) in the configuration.</summary>
    [JsonPropertyName("site")]
    public string? Site { get; init; }

    /// <summary>Free text such as <c>prod</c>, from the relay's file.</summary>
    [JsonPropertyName("environment")]
    public string? Environment { get; init; }

    /// <summary>The relay that received the event.</summary>
    [JsonPropertyName("relay")]
    public string? Relay { get; init; }

    /// <summary>When this system first received the event, UTC.</summary>
    [JsonPropertyName("receivedtime")]
    public DateTimeOffset? ReceivedTime { get; init; }

    /// <summary>
    /// True when <see cref="Time"/> differs from <see cref="ReceivedTime"/> by more than the clocks of one site may differ. The time in the
    /// log is then not reliable.
    /// </summary>
    [JsonPropertyName("skewed")]
    public bool? Skewed { get; init; }

    /// <summary>W3C trace context, if the event is part of a trace; a text that is not one is read as null.</summary>
    [JsonPropertyName("traceparent")]
    [JsonConverter(typeof(TraceParentConverter))]
    public string? TraceParent { get; init; }

    /// <summary>The data of the event; for task events a <see cref="TaskEventData"/>.</summary>
    [JsonPropertyName("data")]
    public JsonElement? Data { get; init; }

    /// <summary>
    /// The time for everything that orders, mutes, groups, resolves or escalates: <see cref="Time"/>, or the time of receipt for a
    /// <see cref="Skewed"/> event.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset OrderTime => Skewed is true && ReceivedTime is { } received ? received : Time;

    /// <summary>The position in the order of events.</summary>
    [JsonIgnore]
    public EventOrder Order => new(OrderTime, ReceivedTime ?? Time);

    /// <summary>The event as UTF-8 JSON.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, EventJson.Default.CloudEvent);

    /// <summary>Reads an event from UTF-8 JSON.</summary>
    /// <exception cref="JsonException">
    /// The text is not JSON, or an attribute that CloudEvents requires is missing or of the wrong type.
    /// </exception>
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
