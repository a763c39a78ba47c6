using Butler.Functions.Configuration;

namespace Butler.Functions.Channels;

/// <summary>The kinds of destinations by their types.</summary>
internal sealed class ChannelKinds(IEnumerable<IChannelKind> kinds)
{
    private readonly Dictionary<string, IChannelKind> byType = kinds.ToDictionary(kind => kind.Type);

    public IChannelKind Of(ChannelOptions options) =>
        byType.GetValueOrDefault(options.Type)
            ?? throw new InvalidOperationException($"No kind of destination has the type {options.Type}.");
}
