using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>A node of a YAML file together with where it stands and the reading that goes on.</summary>
public sealed class YamlAt
{
    private readonly YamlReading reading;

    internal YamlAt(YamlReading reading, YamlNode node, string path)
    {
        this.reading = reading;
        Node = node;
        Path = path;
    }

    /// <summary>The path of the key, such as <c>routes[0].name</c>.</summary>
    public string Path { get; }

    internal YamlNode Node { get; }

    /// <summary>Whether the node says nothing: absent, <c>null</c>, <c>~</c> or empty without quotes.</summary>
    internal bool IsNull => Node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar
        && scalar.Value is null or "" or "~" or "null";

    /// <summary>Reports a fault here. The message must not hold a value that came from the environment.</summary>
    /// <returns>Always false, so that a reader can return it.</returns>
    public bool Fail(string message)
    {
        reading.Add((int)Node.Start.Line, Path, message);
        return false;
    }

    /// <summary>Reports what is allowed here but probably not meant. The message must not hold a value that came from the environment.</summary>
    public void Warn(string message) => reading.Warn((int)Node.Start.Line, Path, message);

    internal YamlAt Child(YamlNode node, string suffix) =>
        new(reading, node, suffix.StartsWith('[') || Path.Length == 0 ? Path + suffix : $"{Path}.{suffix}");

    /// <summary>Another node that stands for the one here.</summary>
    internal YamlAt With(YamlNode other) => new(reading, other, Path);

    /// <summary>The scalar's text with environment values put in.</summary>
    internal bool TryGetText(string expected, out string text)
    {
        text = "";
        if (Node is not YamlScalarNode scalar)
        {
            return Fail($"is a {(Node is YamlMappingNode ? "mapping" : "list")}, expected {expected}");
        }

        if (IsNull)
        {
            return Fail($"is empty, expected {expected}");
        }

        text = EnvironmentText.Expand(scalar.Value!, reading.Environment, out var problem);
        return problem is null || Fail(problem);
    }

    /// <summary>The full form of a path that starts at the folder of this file. A file that has none, such as a blob, leaves it as it is.</summary>
    internal bool TryGetPath(string path, out string full)
    {
        full = path;
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return Fail("is not the path of a file");
        }

        if (!reading.File.Contains("://", StringComparison.Ordinal) && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(reading.File)) is { } folder)
        {
            full = System.IO.Path.GetFullPath(path, folder);
        }

        return true;
    }

    /// <summary>The scalar as it stands in the file, fit for an error message; an environment value is not shown.</summary>
    internal string Shown() => Node is YamlScalarNode { Value: { } value } ? $"\"{value}\"" : "this";
}

/// <summary>One pass over a file: where values come from and where faults go.</summary>
internal sealed class YamlReading(string file, Func<string, string?> environment)
{
    private readonly List<ConfigurationFault> faults = [];
    private readonly List<ConfigurationFault> warnings = [];

    public string File { get; } = file;

    public Func<string, string?> Environment { get; } = environment;

    public IReadOnlyList<ConfigurationFault> Faults => faults;

    public IReadOnlyList<ConfigurationFault> Warnings => warnings;

    public void Warn(int line, string path, string message) => warnings.Add(new ConfigurationFault(File, line, path, message));

    public void Add(int line, string path, string message) => faults.Add(new ConfigurationFault(File, line, path, message));
}
