using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The InfluxDB server: in Butler 15 flat keys of version 1, since then a section for each version.</summary>
internal static class InfluxServer
{
    /// <summary>Adds the channel. Returns its name.</summary>
    public static string Channel(Migration migration, ButlerSection influx, JsonObject tags)
    {
        var isPrivate = PrivateHost.Is(influx.Peeked("hostIP") ?? "");
        KeyFate Place(string key, string change = "") =>
            isPrivate ? KeyFate.Relay("commands.deliver.influxdb.http", change) : KeyFate.App($"channels.influxdb.{key}", change);
        var url = string.Create(
            CultureInfo.InvariantCulture,
            $"http://{influx.Required("hostIP", Place("url"))}:{influx.Port("hostPort", Place("url")) ?? 8086}");
        var version = influx.Number("version", 1, 3, KeyFate.App("channels.influxdb.version")) ?? 1;
        var channel = new JsonObject { ["type"] = "influxdb", ["version"] = version };
        var access = version switch
        {
            1 => InfluxAccess.Version1(migration, influx.Has("v1Config") ? influx.In("v1Config") : influx, channel, isPrivate, Place),
            2 => InfluxAccess.Version2(migration, influx.In("v2Config"), channel, isPrivate, Place),
            _ => InfluxAccess.Version3(migration, influx.In("v3Config"), channel, isPrivate, Place),
        };
        OtherVersions(influx, version);
        if (tags.Count > 0)
        {
            channel["tags"] = tags.DeepClone();
        }

        if (!isPrivate)
        {
            channel["url"] = url;
            return migration.Channel("influxdb", channel);
        }

        migration.Step("InfluxDB is reached from your own network only, so the relay writes the points: the channel `influxdb` has "
            + "`via: relay`.");
        var destination = new JsonObject { ["http"] = url + access.Path };
        if (access.Authorization is { } authorization)
        {
            destination["headers"] = new JsonObject { ["Authorization"] = authorization };
        }

        return migration.RelayChannel("influxdb", channel, destination);
    }

    private static void OtherVersions(ButlerSection influx, int version)
    {
        var off = KeyFate.Off("It belongs to another version of InfluxDB.");
        foreach (var other in Enumerable.Range(1, 3).Where(other => other != version))
        {
            influx.In(string.Create(CultureInfo.InvariantCulture, $"v{other}Config")).Rest(off);
        }

        if (version != 1 || influx.Has("v1Config"))
        {
            influx.In("auth").Rest(off);
            influx.Record("dbName", off);
            influx.In("retentionPolicy").Rest(off);
        }
    }
}
