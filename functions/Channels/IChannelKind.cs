using Butler.Core.Destinations;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>A kind of destination. All about it stands in its own folder; one line in the list of kinds makes it known.</summary>
internal interface IChannelKind : IChannelReader
{
    /// <summary>How the destination says in a 2xx answer that it failed.</summary>
    AnswerForm Answer => AnswerForm.Status;

    /// <summary>Whether the destination keeps incidents of its own, and so is told when one is acknowledged.</summary>
    bool KeepsIncidents => false;

    /// <summary>The channel with these options.</summary>
    IChannel Create(ChannelOptions options, ITemplates templates);

    /// <summary>The HTTP request for a message, with what is secret: address, headers, signature.</summary>
    HttpDelivery Request(SendRequest request, ChannelMessage.Http message) =>
        throw new InvalidOperationException($"Channels of the type {Type} have no address.");

    /// <summary>The headers that the function app adds where a relay sends; the relay adds those that are secret.</summary>
    Dictionary<string, string> RelayHeaders(SendRequest request, ReadOnlyMemory<byte> body) => request.Headers();

    /// <summary>Adds what to do about a failure where the destination's own answer does not say it.</summary>
    DeliveryOutcome Explain(DeliveryOutcome outcome, ChannelOptions options) => outcome;
}
