using Butler.Core.Configuration;
using Butler.RelayAgent.Monitors.Running;

namespace Butler.RelayAgent.Monitors.Version;

internal static class VersionMonitorReader
{
    /// <summary>The section <c>monitors.version</c>.</summary>
    public static YamlType<VersionMonitorOptions> Type() => Yaml.Object(keys => new VersionMonitorOptions
    {
        Every = MonitorYaml.Every(keys, new VersionMonitorOptions().Every),
        Url = keys.Optional(
            "url",
            Yaml.Url().Then<Uri>(BaseOnly),
            "The About service, such as https://sense.example.com:9032; absent: port 9032 of qrs.url"),
    });

    private static string? BaseOnly(Uri url, out Uri result)
    {
        result = url;
        return url.AbsolutePath != "/" || url.Query.Length > 0 || url.UserInfo.Length > 0
            ? "must be the service's address only, such as https://sense.example.com:9032"
            : null;
    }
}
