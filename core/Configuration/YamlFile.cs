using System.Text.Json.Nodes;

namespace Butler.Core.Configuration;

/// <summary>Reads a configuration file strictly, and reports all its faults together.</summary>
public static class YamlFile
{
    /// <summary>The message for a file that begins with <c>Butler:</c>.</summary>
    public const string OfButler =
        "begins the configuration file of Butler, the Node.js tool, which has other keys; \"butler migrate\" converts it "
            + "(docs/migrate.md)";

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="type">The expected type.</param>
    /// <param name="environment">Reads the value for <c>${NAME}</c>; null when it is not set.</param>
    /// <exception cref="ConfigurationException">The file has faults; the exception lists all of them.</exception>
    public static T Read<T>(string file, string text, YamlType<T> type, Func<string, string?> environment) =>
        Read(file, text, type, environment, out _);

    /// <summary>Reads a file's text, and warns of values that are allowed but probably unintended.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="type">The expected type.</param>
    /// <param name="environment">Reads the value for <c>${NAME}</c>; null when it is not set.</param>
    /// <param name="warnings">The warnings, in the order of the file.</param>
    /// <exception cref="ConfigurationException">The file has faults; the exception lists all of them.</exception>
    public static T Read<T>(
        string file, string text, YamlType<T> type, Func<string, string?> environment, out IReadOnlyList<ConfigurationFault> warnings)
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

    /// <summary>
    /// A file's text as it may be shown: without secrets and comments, and with the names of variables in place of their values.
    /// </summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="type">The expected type, which tells what is secret.</param>
    /// <param name="environment">Reads the value for <c>${NAME}</c>; null when it is not set.</param>
    /// <exception cref="ConfigurationException">The file has faults, so it is not known what is secret.</exception>
    public static ShownYaml Show<T>(string file, string text, YamlType<T> type, Func<string, string?> environment)
    {
        var reading = new YamlReading(file, environment);
        var root = YamlSyntax.Parse(file, text);
        return type.TryRead(new YamlAt(reading, root, ""), out _) && reading.Faults.Count == 0
            ? YamlMask.Show(root, reading)
            : throw new ConfigurationException([.. reading.Faults.OrderBy(f => f.Line)]);
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
