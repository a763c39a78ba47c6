using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>
/// What each version of InfluxDB is written to with. The function app has it as keys of the channel; the relay as the path below the
/// server's address, and the value of the header <c>Authorization</c>.
/// </summary>
internal static class InfluxAccess
{
    private const string NotUsed = "Nothing is created with it: buckets and databases of these versions are made at the server.";

    public static (string Path, string? Authorization) Version1(
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

    public static (string Path, string? Authorization) Version2(
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

    public static (string Path, string? Authorization) Version3(
        Migration migration, ButlerSection section, JsonObject channel, bool isPrivate, Func<string, string, KeyFate> place)
    {
        var database = section.Required("database", place("database", ""));
        if (!isPrivate)
        {
            channel["database"] = database;
        }

        section.Record("writeTimeout", KeyFate.None("An attempt takes at most 15 seconds, and is repeated."));
        section.Record("queryTimeout", KeyFate.None("Nothing is read from InfluxDB."));
        var token = Token(migration, section, channel, isPrivate, place);
        return ($"/api/v3/write_lp?db={Escape(database)}&precision=nanosecond", $"Bearer {token}");
    }

    private static string Token(
        Migration migration, ButlerSection section, JsonObject channel, bool isPrivate, Func<string, string, KeyFate> place)
    {
        section.Record("description", KeyFate.None("It is for information only."));
        section.Record("retentionDuration", KeyFate.None(NotUsed));
        var token = Secret(
            migration, "INFLUXDB_TOKEN", "the token at InfluxDB", isPrivate, section, "token",
            section.Required("token", place("token", "")));
        if (!isPrivate)
        {
            channel["token"] = token;
        }

        return token;
    }

    private static string Secret(
        Migration migration, string name, string what, bool isPrivate, ButlerSection section, string key, string? value) =>
        migration.Secrets.Text(name, what, isPrivate ? MissingSetting.Relay : MissingSetting.App, $"{section.Path}.{key}", value ?? "");

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
