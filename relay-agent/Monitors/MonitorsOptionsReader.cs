using Butler.Core.Configuration;

namespace Butler.RelayAgent.Monitors;

internal static class MonitorsOptionsReader
{
    /// <summary>The section <c>monitors</c>.</summary>
    public static YamlType<MonitorsOptions> Type() => Yaml.Object(keys => new MonitorsOptions
    {
    });
}
