using Butler.Cli.CommandLine;
using Butler.Core.Configuration;

namespace Butler.Cli.Up;

/// <summary>
/// The relay's site and name from its file. The queue names contain the relay's name, and its command key is derived from both.
/// </summary>
internal static class RelayName
{
    /// <summary>The default site.</summary>
    private const string DefaultSite = "default";

    private static readonly YamlType<Names> Relay = Yaml.Object(keys =>
    {
        var names = new Names(
            keys.Optional("site", Yaml.Text, DefaultSite, "The site."), keys.Optional("name", Yaml.Text, "The relay's name."));
        keys.IgnoreTheRest();
        return names;
    });

    private static readonly YamlType<Names?> RelayFile = Yaml.Object(keys =>
    {
        var names = keys.Optional("relay", Relay, "The relay.");
        keys.IgnoreTheRest();
        return names;
    });

    /// <exception cref="RefusedCommandException">The file has no name; the relay itself lists all other faults.</exception>
    public static (string Site, string Relay) Read(string path)
    {
        Names? names;
        try
        {
            // Variables are not replaced: these two values must be literal.
            names = YamlFile.Read(path, FileText.Decode(path, File.ReadAllBytes(path)), RelayFile, static variable => $"${{{variable}}}");
        }
        catch (ConfigurationException e)
        {
            throw new RefusedCommandException(e.Message, e);
        }

        if (names?.Relay is not { } relay || IsVariable(relay))
        {
            throw new RefusedCommandException($"{path}: relay.name: a literal name was expected, because the queue names contain it");
        }

        return IsVariable(names.Site)
            ? throw new RefusedCommandException(
                $"{path}: relay.site: a literal name was expected, because the relay's command key is derived from it")
            : (names.Site, relay);
    }

    private static bool IsVariable(string text) => text.Contains("${", StringComparison.Ordinal);

    private sealed record Names(string Site, string? Relay);
}
