using Butler.Core.Destinations;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels;

internal static class ChannelServices
{
    /// <summary>Adds the kinds of destinations and their readers for <c>butler.yaml</c>.</summary>
    public static IServiceCollection AddChannels(this IServiceCollection services, IReadOnlyList<IChannelKind> kinds) => services
        .AddSingleton(new ButlerYaml(kinds))
        .AddSingleton(new ChannelKinds(kinds))
        .AddSingleton<ChannelFactory>()
        .AddSingleton<HttpTransport>();
}
