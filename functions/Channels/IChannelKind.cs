using Butler.Core.Destinations;
using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>A kind of destination. Its code is in its own folder; one line in the list of kinds registers it.</summary>
internal interface IChannelKind : IChannelReader
{
    /// <summary>How the destination reports a failure in a 2xx answer.</summary>
    AnswerForm Answer => AnswerForm.Status;

    /// <summary>Whether the destination keeps its own incidents, and is therefore notified of acknowledgements.</summary>
    bool KeepsIncidents => false;

    /// <summary>Creates the channel with these options.</summary>
    IChannel Create(ChannelOptions options, ITemplates templates);

    /// <summary>Renders a message that a caller of the HTTP API has written.</summary>
    /// <param name="message">The message.</param>
    /// <param name="options">The channel.</param>
    /// <param name="recipient">The recipient within the channel; null for a channel without recipients.</param>
    ChannelMessage Render(ApiMessage message, ChannelOptions options, string? recipient) =>
        ChannelMessage.Impossible.OfForm(Type, message.Form);

    /// <summary>Creates the HTTP request for a message, with the secrets: address, headers, signature.</summary>
    HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        throw new InvalidOperationException($"Channels of the type {Type} have no address.");

    /// <summary>The headers that the function app adds when a relay sends; the relay adds the secret ones.</summary>
    Dictionary<string, string> RelayHeaders(SendRequest request, ReadOnlyMemory<byte> body) => request.Headers();

    /// <summary>Adds a remedy to a failure when the destination's answer has none.</summary>
    DeliveryOutcome Explain(DeliveryOutcome outcome, ChannelOptions options) => outcome;
}
