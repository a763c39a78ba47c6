using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>Makes channels that render with the given templates.</summary>
internal sealed class ChannelFactory(ChannelKinds kinds, ITemplates templates)
{
    /// <summary>The channel with these options. Readings for metric stores do not reach a channel that people read.</summary>
    public IChannel Create(ChannelOptions options)
    {
        var channel = kinds.Of(options).Create(options, templates);
        return options.TakesMetrics ? channel : new PeopleChannel(options.Type, channel);
    }
}
