using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>Makes channels that render with the given templates.</summary>
internal sealed class ChannelFactory(ChannelKinds kinds, ITemplates templates)
{
    public IChannel Create(ChannelOptions options) => kinds.Create(options, templates);
}
