using Butler.Core.Configuration;
using Butler.RelayAgent.Monitors.Access;
using Butler.RelayAgent.Monitors.Certificates;
using Butler.RelayAgent.Monitors.License;
using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Tasks;
using Butler.RelayAgent.Monitors.Version;

namespace Butler.RelayAgent.Monitors;

internal static class MonitorsOptionsReader
{
    /// <summary>The section <c>monitors</c>.</summary>
    public static YamlType<MonitorsOptions> Type(EnvironmentOverrides overrides) => Yaml.Object(keys => new MonitorsOptions
    {
        Version = keys.Optional("version", VersionMonitorReader.Type(), "The version of Sense, and when it changes"),
        License = keys.Optional("license", LicenseMonitorReader.Type(), "The server license, and when it expires"),
        Access = keys.Optional("access", AccessMonitorReader.Type(), "The access licenses, and when few are left"),
        Certificates = keys.Optional(
            "certificates", CertificateMonitorReader.Type(), "The certificates between the relay and the repository service"),
        Tasks = keys.Optional("tasks", TaskMonitorOptionsReader.Type(), "Slow and missed tasks; needs the section qrs"),
        Services = keys.Optional(
            "services", new ServiceMonitorReader(overrides).Type(), "Windows services of Sense's hosts; only for a relay on Windows"),
    });
}
