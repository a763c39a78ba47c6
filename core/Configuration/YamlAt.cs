using YamlDotNet.RepresentationModel;

namespace Butler.Core.Configuration;

/// <summary>A node of a YAML file, with its position and the current reading.</summary>
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

    /// <summary>Whether the node has no value: absent, <c>null</c>, <c>~</c> or empty without quotes.</summary>
    internal bool IsNull => Node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar
        && scalar.Value is null or "" or "~" or "null";

    /// <summary>Reports a fault here. The message must not hold a value from the environment.</summary>
    /// <returns>Always false, so that a reader can return it.</returns>
    public bool Fail(string message)
    {
        reading.Add((int)Node.Start.Line, Path, message);
        return false;
    }

    /// <summary>
    /// Warns of a value that is allowed here but probably unintended. The message must not hold a value from the environment.
    /// </summary>
    public void Warn(string message) => reading.Warn((int)Node.Start.Line, Path, message);

    /// <summary>Marks the value as a secret, which is never shown.</summary>
    internal void Hide() => reading.Secrets.Add(Node);

    /// <summary>Marks the value as an address, of which only the host is shown.</summary>
    internal void HidePath() => reading.Addresses.Add(Node);

    internal YamlAt Child(YamlNode node, string suffix) =>
        new(reading, node, suffix.StartsWith('[') || Path.Length == 0 ? Path + suffix : $"{Path}.{suffix}");

    /// <summary>Replaces the node at this position.</summary>
    internal YamlAt With(YamlNode other) => new(reading, other, Path);

    /// <summary>Reads the scalar's text, with environment values inserted.</summary>
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

        reading.Known.Add(Node);
        text = EnvironmentText.Expand(scalar.Value!, reading.Environment, out var problem);
        return problem is null || Fail(problem);
    }

    /// <summary>
    /// Makes a path full, starting at the folder of this file. A file without a folder, such as a blob, leaves the path unchanged.
    /// </summary>
    internal bool TryGetPath(string path, out string full)
    {
        full = path;
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return Fail("is not the path of a file");
        }

        if (!reading.File.Contains("://", StringComparison.Ordinal)
            && System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(reading.File)) is { } folder)
        {
            full = System.IO.Path.GetFullPath(path, folder);
        }

        return true;
    }

    /// <summary>The scalar as in the file, for an error message; environment values are not shown.</summary>
    internal string Shown() => Node is YamlScalarNode { Value: { } value } ? $"\"{value}\"" : "this";
}

/// <summary>Holds the state of one reading of a file: the environment and the faults.</summary>
internal sealed class YamlReading(string file, Func<string, string?> environment)
{
    private readonly List<ConfigurationFault> faults = [];
    private readonly List<ConfigurationFault> warnings = [];

    public string File { get; } = file;

    public Func<string, string?> Environment { get; } = environment;

    /// <summary>The scalars that a type has read.</summary>
    public HashSet<YamlNode> Known { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The scalars that a type has read as secrets.</summary>
    public HashSet<YamlNode> Secrets { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The scalars that a type has read as addresses, which may hold keys.</summary>
    public HashSet<YamlNode> Addresses { get; } = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<ConfigurationFault> Faults => faults;

    public IReadOnlyList<ConfigurationFault> Warnings => warnings;

    public void Warn(int line, string path, string message) => warnings.Add(new ConfigurationFault(File, line, path, message));

    public void Add(int line, string path, string message) => faults.Add(new ConfigurationFault(File, line, path, message));
}
