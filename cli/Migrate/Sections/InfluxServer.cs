using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The InfluxDB server: in Butler 15 flat keys of version 1, since then a section for each version.</summary>
internal static class InfluxServer
{
    private const string NotUsed = "Nothing is created with it: buckets and databases of these versions are made at the server.";

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
            1 => Version1(migration, influx.Has("v1Config") ? influx.In("v1Config") : influx, channel, isPrivate, Place),
            2 => Version2(migration, influx.In("v2Config"), channel, isPrivate, Place),
            _ => Version3(migration, influx.In("v3Config"), channel, isPrivate, Place),
        };
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

    private static (string Path, string? Authorization) Version1(
        Migration migration, ButlerSection section, JsonObject channel, bool isPrivate, Func<string, string, KeyFate> place)
    {
        var database = section.Required("dbName", place("database", ""));
        var policy = section.In("retentionPolicy");
        policy.Rest(KeyFate.None("Points go to the database's default policy, as in Butler. A database that `butler check --create` makes "
            + "has the server's own policy: set another one at the server."));
        var auth = section.In("auth");
        var isLogin = auth.Flag("enable", place("user", ""));
        var login = isLogin ? place("user", "") : KeyFate.Off("auth.enable is not true.");
        var (user, password) = (auth.Text("username", login), auth.Text("password", login));
        if (!isPrivate)
        {
            channel["database"] = database;
            if (isLogin)
            {
                channel["user"] = user;
                channel["password"] = Secret(migration, "INFLUXDB_PASSWORD", "the password at InfluxDB", false, auth, "password", password);
            }
        }

        return ($"/write?db={Escape(database)}&precision=ns", isPrivate && isLogin
            ? Secret(
                migration, "INFLUXDB_AUTHORIZATION", "\"Basic \" and the Base64 form of USER:PASSWORD at InfluxDB", true, auth, "password",
                password)
            : null);
    }

    private static (string Path, string? Authorization) Version2(
        Migration migration, ButlerSection section, JsonObject channel, bool isPrivate, Func<string, string, KeyFate> place)
    {
        var (org, bucket) = (section.Required("org", place("org", "")), section.Required("bucket", place("bucket", "")));
        if (!isPrivate)
        {
            (channel["org"], channel["bucket"]) = (org, bucket);
        }

        var token = Token(migration, section, channel, isPrivate, place);
        return ($"/api/v2/write?org={Escape(org)}&bucket={Escape(bucket)}&precision=ns", $"Token {token}");
    }

    private static (string Path, string? Authorization) Version3(
        Migration migration, ButlerSection section, JsonObject channel, bool isPrivate, Func<string, string, KeyFate> place)
    {
        var database = section.Required("database", place("database", ""));
        if (!isPrivate)
        {
            channel["database"] = database;
        }

        section.Record("writeTimeout", KeyFate.None("An attempt takes at most 15 seconds, and is repeated."));
        section.Record("queryTimeout", KeyFate.None("Nothing is read from InfluxDB."));
        return ($"/api/v3/write_lp?db={Escape(database)}&precision=nanosecond", $"Bearer {Token(migration, section, channel, isPrivate, place)}");
    }

    private static string Token(
        Migration migration, ButlerSection section, JsonObject channel, bool isPrivate, Func<string, string, KeyFate> place)
    {
        section.Record("description", KeyFate.None("It is for information only."));
        section.Record("retentionDuration", KeyFate.None(NotUsed));
        var token = Secret(
            migration, "INFLUXDB_TOKEN", "the token at InfluxDB", isPrivate, section, "token", section.Required("token", place("token", "")));
        if (!isPrivate)
        {
            channel["token"] = token;
        }

        return token;
    }

    private static string Secret(
        Migration migration, string name, string what, bool isPrivate, ButlerSection section, string key, string? value) =>
        migration.Secrets.Text(name, what, isPrivate ? SecretSetting.Relay : SecretSetting.App, $"{section.Path}.{key}", value ?? "");

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
