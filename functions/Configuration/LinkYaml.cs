using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>Reads a link.</summary>
internal static class LinkYaml
{
    public static YamlType<LinkOptions> Type { get; } = Yaml.Object(keys => new LinkOptions
    {
        Id = keys.Required("id", Yaml.Text, "A short name for templates."),
        Text = keys.Required("text", Yaml.Text, "The text of the link."),
        Url = keys.Required("url", Yaml.PublicUrl(), "The address of the link."),
        Comment = keys.Optional("comment", Yaml.Text, "The purpose of the link."),
    });
}
