using Butler.Core.Configuration;

namespace Butler.RelayAgent.Commands.Apps;

internal static class ReloadAppRulesReader
{
    /// <summary>The section <c>commands.reloadApp</c>.</summary>
    public static YamlType<ReloadAppRules> Type() => Yaml.Object(keys => new ReloadAppRules
    {
        Any = keys.Optional("any", Yaml.Bool, fallback: false, "Whether every app may be reloaded"),
        Apps = keys.Optional("apps", Yaml.List(Yaml.Guid), [], "Apps by id"),
    });
}
