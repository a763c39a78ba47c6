using YamlDotNet.RepresentationModel;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>Reads YAML files of the repository.</summary>
internal static class RepositoryYaml
{
    public static YamlNode Read(string path)
    {
        using var text = File.OpenText(Repository.PathOf(path));
        var yaml = new YamlStream();
        yaml.Load(text);
        return yaml.Documents.ShouldHaveSingleItem().RootNode;
    }

    /// <summary>The node at a path of keys and indexes, such as <c>spec/ports/0/port</c>.</summary>
    public static YamlNode At(this YamlNode node, string path) => path.Split('/').Aggregate(node, (at, part) => at switch
    {
        YamlSequenceNode list => list.Children[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)],
        YamlMappingNode map when map.Children.TryGetValue(new YamlScalarNode(part), out var value) => value,
        _ => throw new KeyNotFoundException($"There is no {part} of {path}"),
    });

    public static string Text(this YamlNode node, string path) => ((YamlScalarNode)node.At(path)).Value!;

    public static IReadOnlyList<YamlNode> List(this YamlNode node, string path) => [.. ((YamlSequenceNode)node.At(path)).Children];

    public static IEnumerable<string> Texts(this YamlNode node, string path) =>
        node.List(path).Select(item => ((YamlScalarNode)item).Value!);

    public static IReadOnlyDictionary<string, YamlNode> Map(this YamlNode node, string path) =>
        ((YamlMappingNode)(path.Length == 0 ? node : node.At(path))).Children
            .ToDictionary(each => ((YamlScalarNode)each.Key).Value!, each => each.Value);

    /// <summary>All mappings of a document, from the root down.</summary>
    public static IEnumerable<YamlMappingNode> Mappings(this YamlNode node) => node.AllNodes.OfType<YamlMappingNode>();
}
