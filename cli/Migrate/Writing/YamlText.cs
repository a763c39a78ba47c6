using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Butler.Cli.Migrate.Writing;

/// <summary>Writes a configuration file.</summary>
internal static partial class YamlText
{
    /// <param name="comment">The comment at the top.</param>
    /// <param name="content">The content.</param>
    /// <param name="order">The keys in their order; others follow.</param>
    public static string Of(string comment, JsonObject content, params string[] order)
    {
        var root = new YamlMappingNode();
        foreach (var key in order.Where(content.ContainsKey).Concat(content.Select(entry => entry.Key).Except(order)))
        {
            root.Add(Scalar(key), Node(content[key]!));
        }

        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(new Emitter(text, new EmitterSettings().WithIndentedSequences()), assignAnchors: false);
        return $"# {comment}\n" + text.ToString().ReplaceLineEndings("\n").Replace("\n...\n", "\n", StringComparison.Ordinal);
    }

    private static YamlNode Node(JsonNode node) => node switch
    {
        JsonObject mapping => new YamlMappingNode(mapping.Select(entry => KeyValuePair.Create<YamlNode, YamlNode>(Scalar(entry.Key), Node(entry.Value!)))),
        JsonArray list => new YamlSequenceNode(list.Select(item => Node(item!)))
        {
            Style = list.All(item => item is JsonValue) ? YamlDotNet.Core.Events.SequenceStyle.Flow : YamlDotNet.Core.Events.SequenceStyle.Block,
        },
        JsonValue value when value.TryGetValue<string>(out var text) => Scalar(text),
        _ => new YamlScalarNode(node.ToJsonString()) { Style = ScalarStyle.Plain },
    };

    /// <summary>A text without quotes only if no reader can take it for anything else.</summary>
    private static YamlScalarNode Scalar(string text) => new(text)
    {
        Style = Plain().IsMatch(text) && !NotText().IsMatch(text) ? ScalarStyle.Plain
            : text.Any(char.IsControl) ? ScalarStyle.DoubleQuoted
            : ScalarStyle.SingleQuoted,
    };

    [GeneratedRegex(@"^(?:[A-Za-z/][A-Za-z0-9_.@/-]*|[0-9]+[A-Za-z]+|[a-z]+://[A-Za-z0-9_.:/-]*[A-Za-z0-9/])\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(?:true|false|yes|no|on|off|null|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex NotText();
}
