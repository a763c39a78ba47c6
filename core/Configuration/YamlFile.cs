using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>Reads a whole configuration file strictly: every fault is found and listed at once.</summary>
public static class YamlFile
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="type">What it must hold.</param>
    /// <param name="environment">Where <c>${NAME}</c> comes from; null where a name is not set.</param>
    /// <exception cref="ConfigurationException">With all faults.</exception>
    public static T Read<T>(string file, string text, YamlType<T> type, Func<string, string?> environment)
    {
        var reading = new YamlReading(file, environment);
        if (Parse(file, text) is { } root && type.TryRead(new YamlAt(reading, root, ""), out var value) && reading.Faults.Count == 0)
        {
            return value;
        }

        throw new ConfigurationException([.. reading.Faults.OrderBy(f => f.Line)]);
    }

    /// <summary>The JSON Schema of a file.</summary>
    public static JsonObject Schema<T>(string title, YamlType<T> type)
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (key, value) in type.Schema())
        {
            schema[key] = value?.DeepClone();
        }

        return schema;
    }

    private static YamlNode Parse(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ConfigurationException([new ConfigurationFault(file, (int)e.Start.Line, "", $"is not valid YAML: {e.Message}")]);
        }

        return stream.Documents switch
        {
            [var only] => only.RootNode,
            [] => throw new ConfigurationException([new ConfigurationFault(file, 0, "", "is empty")]),
            _ => throw new ConfigurationException([new ConfigurationFault(file, 0, "", "holds several YAML documents; expected one")]),
        };
    }
}
