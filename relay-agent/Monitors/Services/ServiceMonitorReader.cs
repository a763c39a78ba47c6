using System.Net;
using Butler.Core.Configuration;
using Butler.Core.Text;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>Reads the section <c>monitors.services</c>.</summary>
/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class ServiceMonitorReader(EnvironmentOverrides overrides)
{
    /// <summary>
    /// The address of simulated hosts, on loopback. Only <c>butler up</c> and checks of files for other machines set it.
    /// </summary>
    public const string Simulated = "BUTLER_RELAY_SERVICES";

    private const string OnWindowsOnly = "watches Windows services, which only a relay on Windows can ask. Take the section out of this "
        + "file, and give it to a relay on a Sense node, which may watch the other nodes, too";

    public YamlType<ServiceMonitorOptions> Type() => Yaml.Object(keys =>
    {
        var standard = new ServiceMonitorOptions();
        var options = new ServiceMonitorOptions
        {
            Every = keys.Optional(
                "every", Yaml.Duration.Then<TimeSpan>(Interval), standard.Every, "The interval between two looks at a host, 1s to 1h"),
            Status = keys.Optional(
                "status",
                Yaml.Text.Then<TimeSpan?>(StatusInterval),
                standard.Status,
                "The interval between two status events of a service, for metric stores: a duration, or off"),
            Timeout = keys.Optional(
                "timeout", Yaml.Duration.Then<TimeSpan>(Patience), standard.Timeout, "How long a host may take to answer, 1s to 2m"),
            Hosts = keys.Optional(
                "hosts",
                Yaml.List(WatchedHostReader.Type()).Then<IReadOnlyList<WatchedHost>>(Distinct),
                standard.Hosts,
                "The watched hosts; absent: this machine"),
            Simulated = SimulatedAt(keys),
        };
        if (keys.IsReading && options.Status < options.Every)
        {
            keys.Fail("status", "must not be shorter than every, the interval between two looks");
        }

        if (keys.IsReading && options.Simulated is null && !OperatingSystem.IsWindows() && !overrides.Has(Simulated))
        {
            keys.Fail("", OnWindowsOnly);
        }

        return options;
    });

    private Uri? SimulatedAt(YamlKeys keys) => overrides.Instead<Uri?>(Simulated, keys, "", OnLoopback, null);

    private static string? OnLoopback(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme == Uri.UriSchemeHttp
            && IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)
            ? null
            : "must be an address on this machine, such as http://127.0.0.1:8080";

    private static string? Interval(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(1) || value > TimeSpan.FromHours(1) ? "must be from 1s to 1h" : null;

    private static string? Patience(TimeSpan value, out TimeSpan result) =>
        (result = value) < TimeSpan.FromSeconds(1) || value > TimeSpan.FromMinutes(2) ? "must be from 1s to 2m" : null;

    private static string? StatusInterval(string text, out TimeSpan? result)
    {
        result = null;
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var isRead = DurationText.TryParse(text, out var value);
        result = value;
        return !isRead || value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromDays(1)
            ? "must be a duration from 1s to 1d, or off"
            : null;
    }

    private static string? Distinct(IReadOnlyList<WatchedHost> hosts, out IReadOnlyList<WatchedHost> result)
    {
        result = hosts;
        var twice = hosts.GroupBy(each => each.Host ?? Environment.MachineName, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(same => same.Skip(1).Any());
        return hosts.Count == 0 ? "must have at least one host; without the key this machine is watched"
            : twice is null ? null
            : $"has the host \"{twice.Key}\" twice; put its services into one entry";
    }
}
