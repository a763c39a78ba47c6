namespace Butler.Functions.Channels;

/// <summary>What a channel made of an alert. It holds no secret: who sends it adds those.</summary>
internal abstract record ChannelMessage
{
    /// <summary>What is wrong with a template, where the built-in form took its place; null when all is well.</summary>
    public string? TemplateFault { get; init; }

    /// <summary>For HTTP.</summary>
    /// <param name="Body">The body; null where the fields go into the query.</param>
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

        /// <summary>The same in plain text.</summary>
        public required string Text { get; init; }

        /// <summary><c>low</c>, <c>normal</c> or <c>high</c>.</summary>
        public string Priority { get; init; } = "normal";
    }

    /// <summary>For an MQTT broker.</summary>
    public sealed record Mqtt(IReadOnlyList<MqttPublication> Publications) : ChannelMessage;

    /// <summary>For a folder.</summary>
    /// <param name="Name">The file's name, without a folder.</param>
    /// <param name="Content">What it holds, written as UTF-8.</param>
    public sealed record File(string Name, string Content) : ChannelMessage;

    /// <summary>For the terminal.</summary>
    /// <param name="Text">Lines of plain text.</param>
    public sealed record Terminal(string Text) : ChannelMessage;

    /// <summary>The destination has no form for such an event: there is nothing to send.</summary>
    /// <param name="Why">Why, in words.</param>
    public sealed record Nothing(string Why) : ChannelMessage;

    /// <summary>It can never be sent as it was planned.</summary>
    /// <param name="Why">Why, in words that say what to mend; no secret.</param>
    public sealed record Impossible(string Why) : ChannelMessage;
}

/// <summary>A message for an MQTT broker.</summary>
/// <param name="Topic">The topic, without wildcards.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Retain">Whether the broker keeps it.</param>
internal sealed record MqttPublication(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain);
