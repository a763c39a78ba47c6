using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Events;

namespace Butler.Core.Messages;

/// <summary>
/// A message that a caller of the HTTP API has written. It is the data of an event of the type <see cref="EventType"/>, which goes to the
/// targets that it names, and to no route. Exactly one of the forms is set.
/// </summary>
public sealed record ApiMessage
{
    /// <summary>The type of the event.</summary>
    public const string EventType = "api.message";

    /// <summary>The receivers; at least one. Chosen from the configuration when the request was accepted.</summary>
    public required IReadOnlyList<MessageTarget> Targets { get; init; }

    /// <summary>The entry of <c>api.callers</c> that sent the request; null for a key without an entry.</summary>
    public string? Caller { get; init; }

    /// <summary>A message for Slack.</summary>
    public SlackPost? Slack { get; init; }

    /// <summary>A message for Teams.</summary>
    public TeamsPost? Teams { get; init; }

    /// <summary>A message for an MQTT broker.</summary>
    public MqttPost? Mqtt { get; init; }

    /// <summary>A mail.</summary>
    public MailPost? Mail { get; init; }

    /// <summary>A custom event for New Relic.</summary>
    public NewRelicEventPost? NewRelicEvent { get; init; }

    /// <summary>A metric for New Relic.</summary>
    public NewRelicMetricPost? NewRelicMetric { get; init; }

    /// <summary>When the request was accepted, UTC: the time of the event.</summary>
    [JsonIgnore]
    public DateTimeOffset Accepted { get; init; }

    /// <summary>The form in words, for a reason why it cannot be sent.</summary>
    [JsonIgnore]
    public string Form => this switch
    {
        { Slack: not null } => "a message for Slack",
        { Teams: not null } => "a message for Teams",
        { Mqtt: not null } => "a message for MQTT",
        { Mail: not null } => "a mail",
        { NewRelicEvent: not null } => "an event for New Relic",
        { NewRelicMetric: not null } => "a metric for New Relic",
        _ => "a message of a form that this version does not know",
    };

    /// <summary>Reads the message of an event; null for other events.</summary>
    /// <exception cref="JsonException">The data of the event are not a message.</exception>
    public static ApiMessage? Of(CloudEvent @event) => @event.Type != EventType ? null
        : @event.Data?.Deserialize(ApiMessageJson.Default.ApiMessage) is { Targets.Count: > 0 } message
            ? message with { Accepted = @event.Time }
            : throw new JsonException("The message names no targets.");
}

/// <summary>The receiver of a message.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Recipient">The recipient within the channel; null for a channel without recipients.</param>
public sealed record MessageTarget(string Channel, string? Recipient = null);

/// <summary>Source-generated JSON of messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiMessage))]
public sealed partial class ApiMessageJson : JsonSerializerContext;
