using Butler.Core.Configuration;

namespace Butler.RelayAgent.Identity;

internal static class RelayIdentityReader
{
    /// <summary>The section <c>relay</c>.</summary>
    public static YamlType<RelayIdentity> Type() => Yaml.Object(keys => new RelayIdentity
    {
        Name = keys.Optional("name", Name(), Environment.MachineName, "The relay's name, unique in its site; by default the machine's"),
        Site = keys.Optional("site", Name(), "default", "The site (a Sense cluster) it serves"),
        Environment = keys.Optional("environment", Yaml.Text, "Free text such as prod, on every event"),
    });

    private static YamlType<string> Name() => Yaml.Text.Then((string text, out string name) =>
        (name = text) is { Length: <= 50 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : "must be 1 to 50 ASCII letters, digits, points, hyphens and underscores");
}
