using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>A configuration without faults.</summary>
/// <param name="Text">Its text, for the line numbers of later faults.</param>
/// <param name="Options">The options.</param>
/// <param name="Warnings">Values that are allowed but probably unintended.</param>
internal sealed record LoadedConfiguration(
    [property: Secret] string Text, ButlerOptions Options, IReadOnlyList<ConfigurationFault> Warnings)
{
    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="ConfigurationException">The file has faults; the exception lists all of them.</exception>
    public static LoadedConfiguration Read(ButlerYaml yaml, string name, ReadOnlySpan<byte> content, Func<string, string?> environment)
    {
        var text = FileText.Decode(name, content);
        var options = YamlFile.Read(name, text, yaml.Type, environment, out var warnings);
        return new LoadedConfiguration(text, options, warnings);
    }

    /// <summary>Shows no members, because the text may hold secrets.</summary>
    public override string ToString() => nameof(LoadedConfiguration);
}
