using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>A configuration that has been read without faults.</summary>
/// <param name="Text">Its text, for the lines of faults that are found later.</param>
/// <param name="Options">What it says.</param>
/// <param name="Warnings">What is allowed in it but probably not meant.</param>
internal sealed record LoadedConfiguration([property: Secret] string Text, ButlerOptions Options, IReadOnlyList<ConfigurationFault> Warnings)
{
    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="ConfigurationException">With all faults.</exception>
    public static LoadedConfiguration Read(ButlerYaml yaml, string name, ReadOnlySpan<byte> content, Func<string, string?> environment)
    {
        var text = FileText.Decode(name, content);
        var options = YamlFile.Read(name, text, yaml.Type, environment, out var warnings);
        return new LoadedConfiguration(text, options, warnings);
    }

    /// <summary>Shows no member: the text may hold secrets.</summary>
    public override string ToString() => nameof(LoadedConfiguration);
}
