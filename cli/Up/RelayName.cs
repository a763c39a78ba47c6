using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Butler.Cli.Up;

/// <summary>The relay's name as its file says it: the function app and the queues are named after it.</summary>
internal static class RelayName
{
    /// <exception cref="UpException">The file says none; all its other faults the relay itself lists.</exception>
    public static string Read(string path)
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
                return text;
            }
        }
        catch (YamlException e)
        {
            throw new UpException($"{path}: line {e.Start.Line}: {e.Message}", e);
        }

        throw new UpException($"{path}: relay.name: a name was expected, written out: the queues are named after it");
    }
}
