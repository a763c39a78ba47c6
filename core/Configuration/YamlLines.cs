using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>Finds the lines of keys in a YAML file, for faults that are found after the file has been read.</summary>
public sealed class YamlLines
{
    private readonly YamlNode? root;

    /// <summary>Reads a file's text; an invalid YAML text has no lines.</summary>
    public YamlLines(string text)
    {
        try
        {
            root = YamlSyntax.Parse("", text);
        }
        catch (ConfigurationException)
        {
            // The reader of the file has already reported the faults.
            root = null;
        }
    }

    /// <summary>
    /// The line of the value at a path, such as <c>routes</c>, <c>0</c>, <c>name</c>, from 1; null when the path does not exist.
    /// </summary>
    public int? Of(params ReadOnlySpan<string> path)
    {
        var at = root;
        foreach (var step in path)
        {
            at = at switch
            {
                YamlMappingNode mapping => mapping.Children.FirstOrDefault(c => (c.Key as YamlScalarNode)?.Value == step).Value,
                YamlSequenceNode sequence when int.TryParse(step, CultureInfo.InvariantCulture, out var index)
                    && index < sequence.Children.Count => sequence.Children[index],
                _ => null,
            };
        }

        return at is null ? null : (int)at.Start.Line;
    }
}
