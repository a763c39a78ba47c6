using System.Collections.ObjectModel;
using Butler.Core.Configuration;

namespace Butler.RelayAgent.Commands.Tasks;

internal static class StartTaskRulesReader
{
    private static readonly string[] Types = ["reload", "externalprogram", "usersync", "distribute", "preload"];

    /// <summary>The section <c>commands.startTask</c>.</summary>
    public static YamlType<StartTaskRules> Type() => Yaml.Object(keys => new StartTaskRules
    {
        Any = keys.Optional("any", Yaml.Bool, fallback: false, "Whether every task of the listed types may be started"),
        Tasks = keys.Optional("tasks", Yaml.List(Yaml.Guid), [], "Tasks by id"),
        Tags = keys.Optional("tags", Yaml.List(Yaml.Text), [], "Tasks by tag"),
        CustomProperties = keys.Optional(
            "customProperties",
            Yaml.Map(Yaml.OneOrMore(Yaml.Text)),
            ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty,
            "Tasks by values of custom properties"),
        Types = keys.Optional("types", Yaml.List(Yaml.OneOf(Types)), ["reload"], "The types of task; absent: reload"),
    });
}
