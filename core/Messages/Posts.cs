namespace Butler.Core.Messages;

/// <summary>A message for Slack.</summary>
/// <param name="Channel">The Slack channel, such as <c>#sense</c>; an incoming webhook of the current kind ignores it.</param>
/// <param name="Sender">The sender's name.</param>
/// <param name="Text">The text in Slack's markup.</param>
/// <param name="Emoji">The sender's icon, such as <c>:ghost:</c>, or a picture's address; null for that of the channel's options.</param>
public sealed record SlackPost(string Channel, string Sender, string Text, string? Emoji);

/// <summary>A message for Teams.</summary>
/// <param name="Text">The text, with the markdown that adaptive cards know.</param>
/// <param name="Title">The title in plain text; null for none.</param>
public sealed record TeamsPost(string Text, string? Title);

/// <summary>A message for an MQTT broker.</summary>
/// <param name="Topic">The topic, without wildcards.</param>
/// <param name="Text">The payload, sent in UTF-8.</param>
public sealed record MqttPost(string Topic, string Text);

/// <summary>A mail; at least one of its two bodies is set.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The body in plain text.</param>
/// <param name="Html">The body in HTML.</param>
public sealed record MailPost(string Subject, string? Text, string? Html);

/// <summary>A custom event for New Relic.</summary>
/// <param name="EventType">The type of the event.</param>
/// <param name="Timestamp">When it happened, in milliseconds since 1970; null for when the request was accepted.</param>
/// <param name="Attributes">The attributes, by name.</param>
public sealed record NewRelicEventPost(string EventType, long? Timestamp, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A gauge for New Relic.</summary>
/// <param name="Name">The name of the metric.</param>
/// <param name="Value">The value.</param>
/// <param name="Timestamp">When it was measured, in milliseconds since 1970; null for when the request was accepted.</param>
/// <param name="Interval">The time that the value is for, in milliseconds; null if it has none.</param>
/// <param name="Attributes">The attributes, by name.</param>
public sealed record NewRelicMetricPost(
    string Name, double Value, long? Timestamp, long? Interval, IReadOnlyDictionary<string, string> Attributes);
