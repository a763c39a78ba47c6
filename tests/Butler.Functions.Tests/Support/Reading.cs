using Butler.Functions.Channels;
using Butler.Functions.Configuration;
using Butler.Functions.Hosting;

namespace Butler.Functions.Tests.Support;

/// <summary>Reads configurations with all kinds of destinations that the product has.</summary>
internal static class Reading
{
    public static readonly ButlerYaml Butler = AllChannels.Yaml();
    public static readonly ChannelKinds Kinds = new(AllChannels.Kinds);
}
