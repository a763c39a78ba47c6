using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>A configuration file as it may be shown: without secrets and comments.</summary>
/// <param name="Text">The file in YAML.</param>
public sealed record ShownYaml(string Text)
{
    /// <summary>The file as JSON; scalars are texts, and an empty value is null.</summary>
    public JsonNode? ToJson()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));
        return Json(stream.Documents[0].RootNode);
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(
            child => KeyValuePair.Create((child.Key as YamlScalarNode)?.Value ?? "", Json(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" or "~" or "null" } => null,
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };
}
