using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels;

/// <summary>The kinds of destinations by their types.</summary>
internal sealed class ChannelKinds(IEnumerable<IChannelKind> kinds)
{
    private readonly Dictionary<string, IChannelKind> byType = kinds.ToDictionary(kind => kind.Type);

    /// <summary>The kind of a channel.</summary>
    public IChannelKind Of(ChannelOptions options) =>
        byType.GetValueOrDefault(options.Type) ?? throw new InvalidOperationException($"No kind of destination has the type {options.Type}.");

    /// <summary>The channel with these options.</summary>
    public IChannel Create(ChannelOptions options, ITemplates templates)
    {
        var channel = Of(options).Create(options, templates);
        return options.TakesMetrics ? channel : new PeopleChannel(options.Type, channel);
    }
}
