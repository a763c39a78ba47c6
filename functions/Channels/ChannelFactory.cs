using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>Creates channels that render with the given templates.</summary>
internal sealed class ChannelFactory(ChannelKinds kinds, ITemplates templates)
{
    /// <summary>Creates the channel with these options. Measurements for metric stores do not reach a channel that people read.</summary>
    public IChannel Create(ChannelOptions options)
    {
        var channel = kinds.Of(options).Create(options, templates);
        return options.TakesMetrics ? channel : new PeopleChannel(options.Type, channel);
    }

    /// <summary>Renders a message that a caller of the HTTP API has written.</summary>
    public ChannelMessage Render(ApiMessage message, ChannelOptions options, string? recipient) =>
        kinds.Of(options).Render(message, options, recipient);
}
