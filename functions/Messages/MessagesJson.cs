using System.Text.Json.Serialization;

namespace Butler.Functions.Messages;

/// <summary>The answer to a message for Slack: the request.</summary>
internal sealed record SlackAnswer(
    string Channel, [property: JsonPropertyName("from_user")] string FromUser, string Msg, string? Emoji, string? Destination);

/// <summary>The answer to a message for Teams: the request.</summary>
internal sealed record TeamsAnswer(string Text, string? Title, string? Destination);

/// <summary>The answer to a message for MQTT: the request.</summary>
internal sealed record MqttAnswer(string Topic, string Message, string? Destination);

/// <summary>The answer to a mail.</summary>
/// <param name="To">The addresses that it is sent to.</param>
/// <param name="Subject">The subject.</param>
internal sealed record MailAnswer(IReadOnlyList<string> To, string Subject);

/// <summary>Source-generated JSON of the answers to messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlackAnswer))]
[JsonSerializable(typeof(TeamsAnswer))]
[JsonSerializable(typeof(MqttAnswer))]
[JsonSerializable(typeof(MailAnswer))]
internal sealed partial class MessagesJson : JsonSerializerContext;
