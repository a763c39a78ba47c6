using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Butler.Cli.Up;

/// <summary>The relay's site and name as its file says them: the queues are named after the relay, its command key is derived from both.</summary>
internal static class RelayName
{
    /// <summary>The site of a relay whose file names none.</summary>
    private const string DefaultSite = "default";

    /// <exception cref="UpException">The file says none; all its other faults the relay itself lists.</exception>
    public static (string Site, string Relay) Read(string path)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = new StreamReader(path);
            yaml.Load(reader);
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
                && root.Children.TryGetValue("relay", out var relay) && relay is YamlMappingNode keys
                && keys.Children.TryGetValue("name", out var name) && name is YamlScalarNode { Value: { Length: > 0 } text }
                && !text.Contains("${", StringComparison.Ordinal))
            {
                return (Site(path, keys), text);
            }
        }
        catch (YamlException e)
        {
            throw new UpException($"{path}: line {e.Start.Line}: {e.Message}", e);
        }

        throw new UpException($"{path}: relay.name: a name was expected, written out: the queues are named after it");
    }

    private static string Site(string path, YamlMappingNode keys)
    {
        if (!keys.Children.TryGetValue("site", out var site) || site is not YamlScalarNode { Value: { Length: > 0 } text })
        {
            return DefaultSite; // what else it may be, the relay's own check refuses
        }

        return text.Contains("${", StringComparison.Ordinal)
            ? throw new UpException($"{path}: relay.site: a name was expected, written out: the relay's command key is derived from it")
            : text;
    }
}
