using Butler.Cli.CommandLine;
using Butler.Core.Configuration;

namespace Butler.Cli.Up;

/// <summary>
/// The relay's site and name as its file says them: the queues are named after the relay, its command key is derived from both.
/// </summary>
internal static class RelayName
{
    /// <summary>The site of a relay whose file names none.</summary>
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

    /// <exception cref="RefusedCommandException">The file says none; all its other faults the relay itself lists.</exception>
    public static (string Site, string Relay) Read(string path)
    {
        Names? names;
        try
        {
            // A variable is left as it stands: these two must be written out.
            names = YamlFile.Read(path, FileText.Decode(path, File.ReadAllBytes(path)), RelayFile, static variable => $"${{{variable}}}");
        }
        catch (ConfigurationException e)
        {
            throw new RefusedCommandException(e.Message, e);
        }

        if (names?.Relay is not { } relay || IsVariable(relay))
        {
            throw new RefusedCommandException($"{path}: relay.name: a name was expected, written out: the queues are named after it");
        }

        return IsVariable(names.Site)
            ? throw new RefusedCommandException(
                $"{path}: relay.site: a name was expected, written out: the relay's command key is derived from it")
            : (names.Site, relay);
    }

    private static bool IsVariable(string text) => text.Contains("${", StringComparison.Ordinal);

    private sealed record Names(string Site, string? Relay);
}
