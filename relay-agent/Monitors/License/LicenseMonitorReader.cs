using Butler.Core.Configuration;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.License;

internal static class LicenseMonitorReader
{
    /// <summary>The section <c>monitors.license</c>.</summary>
    public static YamlType<LicenseMonitorOptions> Type() => Yaml.Object(keys => new LicenseMonitorOptions
    {
        Every = MonitorYaml.Every(keys, new LicenseMonitorOptions().Every),
        WarnBefore = MonitorYaml.WarnBefore(keys),
    });
}
