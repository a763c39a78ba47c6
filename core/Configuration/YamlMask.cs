using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>
/// Makes a copy of a file that holds no secret. The types that have read the file decide: a scalar is shown only if a type has read it as
/// something that may be shown. A placeholder such as <c>${NAME}</c> is shown as it is; its value never is.
/// </summary>
internal static partial class YamlMask
{
    private const string Hidden = "(hidden)";

    /// <summary>The file without secrets and comments.</summary>
    public static ShownYaml Show(YamlNode root, YamlReading reading)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue));
        new YamlStream(new YamlDocument(Copy(root, reading))).Save(emitter, assignAnchors: false);
        return new ShownYaml(EndOfDocument().Replace(text.ToString(), "\n"));
    }

    private static YamlNode Copy(YamlNode node, YamlReading reading) => node switch
    {
        YamlMappingNode mapping => new YamlMappingNode(
            mapping.Children.Select(child => KeyValuePair.Create<YamlNode, YamlNode>(
                new YamlScalarNode((child.Key as YamlScalarNode)?.Value), Copy(child.Value, reading))))
        {
            Style = mapping.Style,
        },
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(child => Copy(child, reading))) { Style = list.Style },
        YamlScalarNode scalar => new YamlScalarNode(Text(scalar, reading)) { Style = scalar.Style },
        _ => new YamlScalarNode(Hidden),
    };

    private static string? Text(YamlScalarNode scalar, YamlReading reading) => scalar.Value switch
    {
        null or "" when scalar.Style == ScalarStyle.Plain => "~",
        null or "" => "",
        "~" or "null" when scalar.Style == ScalarStyle.Plain => scalar.Value,
        var text when !reading.Known.Contains(scalar) => Hidden,
        var text when Placeholder().IsMatch(text) => text,
        var text when reading.Secrets.Contains(scalar) => Hidden,
        var text when reading.Addresses.Contains(scalar) => Address(text),
        var text => text,
    };

    /// <summary>The scheme and the host. All else may hold a key.</summary>
    private static string Address(string text) => Host().Match(text) is not { Success: true } host ? Hidden
        : host.Length == text.Length ? text
        : $"{host.Value.TrimEnd('/')}/{Hidden}";

    /// <summary>A placeholder without a default, which could be a secret.</summary>
    [GeneratedRegex(@"^\$\{[A-Za-z_][A-Za-z0-9_.]*\}$")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?(?:/|$)")]
    private static partial Regex Host();

    [GeneratedRegex(@"\n\.\.\.\n*$")]
    private static partial Regex EndOfDocument();
}
