using Butler.Core.Configuration;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Certificates;

internal static class CertificateMonitorReader
{
    /// <summary>The section <c>monitors.certificates</c>.</summary>
    public static YamlType<CertificateMonitorOptions> Type() => Yaml.Object(keys => new CertificateMonitorOptions
    {
        Every = MonitorYaml.Every(keys, new CertificateMonitorOptions().Every),
        WarnBefore = MonitorYaml.WarnBefore(keys),
    });
}
