using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>
/// The measurements of the version, the server license, the access licenses and their release: a route for each that is on.
/// </summary>
internal static class InfluxMonitors
{
    private static readonly (string Section, string Monitor, string Name, string Type)[] Monitors =
    [
        ("qlikSenseVersion", "versionMonitor", "version", "sense.version"),
        ("qlikSenseLicense", "serverLicenseMonitor", "license", "sense.license.server"),
        ("qlikSenseLicense", "licenseMonitor", "access", "sense.license.access"),
        ("qlikSenseLicense", "licenseRelease", "release", "sense.license.released"),
    ];

    /// <summary>The fate of a monitor's measurement that is not written.</summary>
    public static readonly KeyFate NoInflux = KeyFate.Off("influxDb.enable or the monitor's own switch is not true.");

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

        AddSelf(migration, channel, tags);
    }

    /// <summary>The measurements of the tool itself and of its queue come with one event.</summary>
    private static void AddSelf(Migration migration, string channel, JsonObject tags)
    {
        const string route = "influxdb-self";
        var uptime = migration.Butler.In("uptimeMonitor").In("storeInInfluxdb");
        var queue = migration.Butler.In("udpServerConfig").In("queueMetrics").In("influxdb");
        var isUptime = migration.Butler.Peek("uptimeMonitor.enable") && uptime.Peek("enable");
        var isQueue = migration.Butler.Peek("udpServerConfig.enable") && queue.Peek("enable");
        if (isUptime)
        {
            uptime.Record("enable", KeyFate.App($"routes: {route}"));
        }

        var own = (JsonObject)tags.DeepClone();
        if (isQueue)
        {
            NamedValues.AddTo(own, queue, "tags", KeyFate.App(
                $"routes: {route}: send.tags", "butler_memory_usage and butler_counters have them, too."));
        }

        if (isUptime || isQueue)
        {
            var send = new JsonObject { ["channel"] = channel };
            if (!JsonNode.DeepEquals(own, tags))
            {
                send["tags"] = own;
            }

            migration.Route(route, ["butler.metrics"], send);
        }
    }
}
