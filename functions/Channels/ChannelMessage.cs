namespace Butler.Functions.Channels;

/// <summary>The message that a channel renders from an alert. It holds no secrets: the sender adds them.</summary>
internal abstract record ChannelMessage
{
    /// <summary>The fault of a template that the built-in form replaced; null without a fault.</summary>
    public string? TemplateFault { get; init; }

    /// <param name="Body">The body; null when the fields go into the query.</param>
    /// <param name="Query">Fields to add to the address's own query.</param>
    public sealed record Http(ReadOnlyMemory<byte>? Body, IReadOnlyList<KeyValuePair<string, string>> Query) : ChannelMessage
    {
        /// <summary>The media type of the body.</summary>
        public string ContentType { get; init; } = "application/json";
    }

    /// <summary>A mail to one address.</summary>
    public sealed record Mail : ChannelMessage
    {
        /// <summary>The sender, with or without a display name.</summary>
        public required string From { get; init; }

        /// <summary>The recipient's address.</summary>
        public required string To { get; init; }

        public required string Subject { get; init; }

        public required string Html { get; init; }

        /// <summary>The body in plain text.</summary>
        public required string Text { get; init; }

        /// <summary><c>low</c>, <c>normal</c> or <c>high</c>.</summary>
        public string Priority { get; init; } = "normal";
    }

    public sealed record Mqtt(IReadOnlyList<MqttPublication> Publications) : ChannelMessage;

    /// <summary>A file for a folder.</summary>
    /// <param name="Name">The file's name, without a folder.</param>
    /// <param name="Content">The content, written as UTF-8.</param>
    public sealed record File(string Name, string Content) : ChannelMessage;

    /// <summary>Text for the terminal.</summary>
    /// <param name="Text">Lines of plain text.</param>
    public sealed record Terminal(string Text) : ChannelMessage;

    /// <summary>The destination does not support such an event: nothing is sent.</summary>
    /// <param name="Why">The reason.</param>
    public sealed record Nothing(string Why) : ChannelMessage;

    /// <summary>The delivery cannot be sent as planned.</summary>
    /// <param name="Why">The reason and how to fix it, without secrets.</param>
    public sealed record Impossible(string Why) : ChannelMessage
    {
        /// <summary>A message of a form that the channel's type does not send.</summary>
        public static Impossible OfForm(string type, string form) => new(
            $"a channel of the type {type} cannot send {form}; the channel had another type when the message was accepted");
    }
}

/// <summary>A message for an MQTT broker.</summary>
/// <param name="Topic">The topic, without wildcards.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Retain">Whether the broker retains the message.</param>
internal sealed record MqttPublication(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain);
