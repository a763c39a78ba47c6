using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>Reads the conditions of recipients.</summary>
internal static class RecipientYaml
{
    public static readonly YamlType<ToWhenOptions> ToWhen = Yaml.Object(keys => new ToWhenOptions
    {
        TaskCustomProperty = keys.Optional(
            "taskCustomProperty", Yaml.Map(Yaml.OneOrMore(Yaml.Text)), new Dictionary<string, IReadOnlyList<string>>(),
            "Custom properties of the task."),
        TaskTag = keys.Optional("taskTag", Yaml.OneOrMore(Yaml.Text), [], "Tags of the task."),
        AppTag = keys.Optional("appTag", Yaml.OneOrMore(Yaml.Text), [], "Tags of the app."),
    });
}
