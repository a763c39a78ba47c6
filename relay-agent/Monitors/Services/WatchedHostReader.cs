using System.Text.RegularExpressions;
using Butler.Core.Configuration;

namespace Butler.RelayAgent.Monitors.Services;

/// <summary>Reads an entry of <c>monitors.services.hosts</c>.</summary>
internal static partial class WatchedHostReader
{
    private const string Auto = "auto";

    /// <summary>The most characters that Windows allows in the name of a service.</summary>
    private const int MaxName = 256;

    private static readonly string[] ThisMachine = [".", "localhost", "127.0.0.1", "::1"];

    public static YamlType<WatchedHost> Type() => Yaml.Object(keys => new WatchedHost(
        keys.Optional("host", Yaml.Text.Then<string?>(Host), "The host's name; absent: this machine"),
        keys.Optional(
            "services",
            Yaml.WordOr<IReadOnlyList<WatchedService>?>(Auto, null, Yaml.List(Service()).Then<IReadOnlyList<WatchedService>?>(Distinct)),
            "The services by name; auto or absent: all whose name begins with QlikSense and that are not disabled")));

    private static YamlType<WatchedService> Service() => Yaml.TextOr("name", Yaml.Object(keys => new WatchedService(
        keys.Required("name", Yaml.Text.Then<string>(Name), "The service's name in Windows, such as QlikSenseRepositoryService"),
        keys.Optional("friendlyName", Yaml.Text, "The name for people, such as Repository"))));

    private static string? Host(string text, out string? host)
    {
        host = ThisMachine.Contains(text, StringComparer.OrdinalIgnoreCase)
            || text.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase) ? null : text;
        return HostName().IsMatch(text) ? null : "must be the name of a host, such as qs-node-2, without \\\\ before it";
    }

    private static string? Name(string text, out string name) =>
        (name = text).Length > MaxName || text.AsSpan().ContainsAny('/', '\\')
            ? "must be the name of a service, such as QlikSenseRepositoryService; \"sc query\" lists them"
            : null;

    private static string? Distinct(IReadOnlyList<WatchedService> services, out IReadOnlyList<WatchedService>? result)
    {
        result = services;
        var twice = services.GroupBy(each => each.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Skip(1).Any());
        return services.Count == 0 ? "must have at least one service, or be auto"
            : twice is null ? null
            : $"has the service \"{twice.Key}\" twice";
    }

    [GeneratedRegex(@"^[A-Za-z0-9._:-]+\z")]
    private static partial Regex HostName();
}
