namespace Butler.Functions.Channels;

/// <summary>A kind of destination: it puts an alert into the destination's form. No I/O, no secrets; the transport adds those.</summary>
internal interface IChannel
{
    /// <summary>The message for an alert.</summary>
    ChannelMessage Render(Alert alert);
}

/// <summary>What a channel made of an alert.</summary>
internal abstract record ChannelMessage
{
    /// <summary>For the HTTP transport, which adds the address, headers and signature of the destination.</summary>
    /// <param name="Body">The body; null where the fields go into the query.</param>
    /// <param name="Query">Fields to add to the address's own query.</param>
    public sealed record Http(ReadOnlyMemory<byte>? Body, IReadOnlyList<KeyValuePair<string, string>> Query) : ChannelMessage;

    /// <summary>For the terminal.</summary>
    /// <param name="Text">Lines of plain text.</param>
    public sealed record Terminal(string Text) : ChannelMessage;
}
