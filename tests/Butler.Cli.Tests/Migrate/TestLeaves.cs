using YamlDotNet.RepresentationModel;

namespace Butler.Cli.Tests.Migrate;

/// <summary>
/// The paths of a file's keys, found independently of the product: values without keys below them, where a list of texts is one value.
/// </summary>
internal static class TestLeaves
{
    public static IEnumerable<string> Of(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Of(stream.Documents[0].RootNode, "");
    }

    private static IEnumerable<string> Of(YamlNode node, string path) => node switch
    {
        YamlMappingNode mapping when mapping.Children.Count > 0 => Keys(mapping).SelectMany(
            key => Of(key.Value, path.Length > 0 ? $"{path}.{key.Key}" : key.Key)),
        YamlSequenceNode list when list.Children.Any(item => item is not YamlScalarNode) =>
            list.Children.SelectMany((item, i) => Of(item, $"{path}[{i}]")),
        _ => [path],
    };

    /// <summary>The keys with those that <c>&lt;&lt;</c> brings.</summary>
    private static Dictionary<string, YamlNode> Keys(YamlMappingNode mapping)
    {
        var keys = new Dictionary<string, YamlNode>();
        foreach (var (key, value) in mapping.Children)
        {
            var name = ((YamlScalarNode)key).Value!;
            foreach (var (merged, node) in name == "<<" ? Keys((YamlMappingNode)value) : new() { [name] = value })
            {
                if (name != "<<" || !mapping.Children.ContainsKey(new YamlScalarNode(merged)))
                {
                    keys[merged] = node;
                }
            }
        }

        return keys;
    }
}
