using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The measurements of the version, the server license and the access licenses: a route for each that is on.</summary>
internal static class InfluxMonitors
{
    private static readonly (string Section, string Monitor, string Name, string Type)[] Monitors =
    [
        ("qlikSenseVersion", "versionMonitor", "version", "sense.version"),
        ("qlikSenseLicense", "serverLicenseMonitor", "license", "sense.license.server"),
        ("qlikSenseLicense", "licenseMonitor", "access", "sense.license.access"),
    ];

    /// <param name="migration">The migration.</param>
    /// <param name="channel">The channel for InfluxDB.</param>
    /// <param name="tags">Its tags.</param>
    public static void AddRoutes(Migration migration, string channel, JsonObject tags)
    {
        foreach (var (section, monitor, name, type) in Monitors)
        {
            var route = $"influxdb-{name}";
            var influx = migration.Butler.In(section).In(monitor).In("destination").In("influxDb");
            if (!migration.Butler.Peek($"{section}.{monitor}.enable") || !influx.Peek("enable"))
            {
                continue;
            }

            influx.Record("enable", KeyFate.App($"routes: {route}"));
            var own = (JsonObject)tags.DeepClone();
            NamedValues.AddTo(own, influx.In("tag"), "static", KeyFate.App($"routes: {route}: send.tags"));
            var send = new JsonObject { ["channel"] = channel };
            if (!JsonNode.DeepEquals(own, tags))
            {
                send["tags"] = own;
            }

            migration.Route(route, [type], send);
        }
    }
}
