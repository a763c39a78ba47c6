using System.Text.Json.Nodes;

namespace Butler.Core.Configuration;

/// <summary>Reads a whole configuration file strictly: every fault is found and listed at once.</summary>
public static class YamlFile
{
    /// <summary>What is to be said of a file that begins with <c>Butler:</c>.</summary>
    public const string OfButler =
        "begins the configuration file of Butler, the Node.js tool, which has other keys; docs/from-butler.md says where its settings stand here";

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="type">What it must hold.</param>
    /// <param name="environment">Where <c>${NAME}</c> comes from; null where a name is not set.</param>
    /// <exception cref="ConfigurationException">With all faults.</exception>
    public static T Read<T>(string file, string text, YamlType<T> type, Func<string, string?> environment) =>
        Read(file, text, type, environment, out _);

    /// <summary>Reads a file's text, and tells what is allowed in it but probably not meant.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="type">What it must hold.</param>
    /// <param name="environment">Where <c>${NAME}</c> comes from; null where a name is not set.</param>
    /// <param name="warnings">What is probably not meant, in the order of the file.</param>
    /// <exception cref="ConfigurationException">With all faults.</exception>
    public static T Read<T>(string file, string text, YamlType<T> type, Func<string, string?> environment, out IReadOnlyList<ConfigurationFault> warnings)
    {
        var reading = new YamlReading(file, environment);
        var root = YamlSyntax.Parse(file, text);
        if (type.TryRead(new YamlAt(reading, root, ""), out var value) && reading.Faults.Count == 0)
        {
            warnings = [.. reading.Warnings.Concat(YamlPitfalls.In(file, text)).OrderBy(w => w.Line)];
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
}
