using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>
/// A file of another program as it stands: mappings, lists and texts, with their positions. Aliases and merge keys (<c>&lt;&lt;</c>) are
/// replaced by what they stand for; <c>${</c> is text.
/// </summary>
public sealed class YamlTree
{
    private const string MergeKey = "<<";

    private YamlTree(string path, int line)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The path of the value, such as <c>Butler.webhooks[0].url</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The line in the file, from 1.</summary>
    public int Line { get; }

    /// <summary>The text of a scalar; null for a mapping, a list, and a value that is empty or <c>null</c>.</summary>
    public string? Text { get; private init; }

    /// <summary>The keys of a mapping, in the order of the file; null for anything else.</summary>
    public IReadOnlyDictionary<string, YamlTree>? Keys { get; private init; }

    /// <summary>The items of a list; null for anything else.</summary>
    public IReadOnlyList<YamlTree>? Items { get; private init; }

    /// <summary>Whether there is no value.</summary>
    public bool IsNull => Text is null && Keys is null && Items is null;

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="maxValues">The maximum number of values, after aliases are replaced.</param>
    /// <exception cref="ConfigurationException">The text is not valid YAML, or has too many values.</exception>
    public static YamlTree Read(string file, string text, int maxValues)
    {
        var root = YamlSyntax.Parse(file, text);
        return new Reading(file, maxValues).Of(root, "", (int)root.Start.Line);
    }

    private sealed class Reading(string file, int maxValues)
    {
        private int values;

        public YamlTree Of(YamlNode node, string path, int line)
        {
            if (++values > maxValues)
            {
                throw new ConfigurationException([new ConfigurationFault(file, line, path, string.Create(
                    CultureInfo.InvariantCulture,
                    $"is where the file exceeds {maxValues} values; a configuration has fewer, so look for aliases (*name) that repeat"))]);
            }

            return node switch
            {
                YamlMappingNode mapping => new YamlTree(path, line) { Keys = KeysOf(mapping, path) },
                YamlSequenceNode list => new YamlTree(path, line)
                {
                    Items = [.. list.Children.Select((item, i) => Of(
                        item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), (int)item.Start.Line))],
                },
                YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => new YamlTree(path, line),
                YamlScalarNode scalar => new YamlTree(path, line) { Text = scalar.Value },
                _ => new YamlTree(path, line),
            };
        }

        private OrderedDictionary<string, YamlTree> KeysOf(YamlMappingNode mapping, string path)
        {
            var keys = new OrderedDictionary<string, YamlTree>(StringComparer.Ordinal);
            foreach (var (key, value) in mapping.Children.Where(child => NameOf(child.Key) != MergeKey))
            {
                keys[NameOf(key)] = Child(key, value, path);
            }

            foreach (var merged in mapping.Children.Where(child => NameOf(child.Key) == MergeKey).SelectMany(child => Merged(child.Value)))
            {
                foreach (var (key, value) in merged.Children.Where(child => !keys.ContainsKey(NameOf(child.Key))))
                {
                    keys[NameOf(key)] = Child(key, value, path);
                }
            }

            return keys;
        }

        private YamlTree Child(YamlNode key, YamlNode value, string path) =>
            Of(value, path.Length == 0 ? NameOf(key) : $"{path}.{NameOf(key)}", (int)key.Start.Line);

        private static IEnumerable<YamlMappingNode> Merged(YamlNode value) => value switch
        {
            YamlMappingNode mapping => [mapping],
            YamlSequenceNode list => list.Children.OfType<YamlMappingNode>(),
            _ => [],
        };

        private static string NameOf(YamlNode key) => (key as YamlScalarNode)?.Value ?? "?";
    }
}
