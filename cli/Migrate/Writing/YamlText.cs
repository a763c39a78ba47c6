using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Butler.Cli.Migrate.Writing;

/// <summary>Writes a configuration file.</summary>
internal static partial class YamlText
{
    /// <summary>A longer list of texts has a line for each.</summary>
    private const int MaxFlow = 110;

    /// <param name="comment">The comment at the top.</param>
    /// <param name="content">The content.</param>
    /// <param name="order">The keys in their order; others follow.</param>
    public static string Of(string comment, JsonObject content, params string[] order)
    {
        var root = new YamlMappingNode();
        foreach (var key in order.Where(content.ContainsKey).Concat(content.Select(entry => entry.Key).Except(order)))
        {
            root.Add(Key(key), Node(content[key]!));
        }

        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(new Emitter(text, new EmitterSettings().WithIndentedSequences()), assignAnchors: false);
        return $"# {comment}\n" + text.ToString().ReplaceLineEndings("\n").Replace("\n...\n", "\n", StringComparison.Ordinal);
    }

    private static YamlNode Node(JsonNode node) => node switch
    {
        JsonObject mapping => new YamlMappingNode(
            mapping.Select(entry => KeyValuePair.Create<YamlNode, YamlNode>(Key(entry.Key), Node(entry.Value!)))),
        JsonArray list => new YamlSequenceNode(list.Select(item => Node(item!)))
        {
            Style = list.All(item => item is JsonValue) && list.ToJsonString().Length < MaxFlow ? SequenceStyle.Flow : SequenceStyle.Block,
        },
        JsonValue value when value.TryGetValue<string>(out var text) => Scalar(text),
        _ => new YamlScalarNode(node.ToJsonString()) { Style = ScalarStyle.Plain },
    };

    /// <summary>A key is always text, also <c>on</c>.</summary>
    private static YamlScalarNode Key(string key) => Plain().IsMatch(key) ? new(key) { Style = ScalarStyle.Plain } : Scalar(key);

    /// <summary>A text without quotes only if no reader can take it for anything else.</summary>
    private static YamlScalarNode Scalar(string text) => new(text)
    {
        Style = Plain().IsMatch(text) && !NotText().IsMatch(text) ? ScalarStyle.Plain
            : text.Any(char.IsControl) ? ScalarStyle.DoubleQuoted
            : ScalarStyle.SingleQuoted,
    };

    [GeneratedRegex(
        @"^(?:[A-Za-z/][A-Za-z0-9_.@/-]*|[0-9]+[A-Za-z]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
            + @"|[a-z]+://[A-Za-z0-9_.:/-]*[A-Za-z0-9/])\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(?:true|false|yes|no|on|off|null|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex NotText();
}
