using Butler.Core.Configuration;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Influx;

/// <summary>Reads a channel that writes to InfluxDB.</summary>
internal static class InfluxYaml
{
    public static InfluxOptions Read(YamlKeys keys)
    {
        var options = new InfluxOptions
        {
            Version = keys.Optional("version", Yaml.Int(1, 3), 2, "The server's version."),
            Url = ChannelKeys.Url(keys, "The server."),
            Org = keys.Optional("org", Yaml.Text, "The organisation (version 2)."),
            Bucket = keys.Optional("bucket", Yaml.Text, "The bucket (version 2)."),
            Database = keys.Optional("database", Yaml.Text, "The database (versions 1 and 3)."),
            RetentionPolicy = keys.Optional("retentionPolicy", Yaml.Text, "The retention policy (version 1)."),
            Token = keys.Optional("token", ChannelKeys.HeaderSecret, "The API token (versions 2 and 3)."),
            User = keys.Optional("user", Yaml.Text, "The user (version 1)."),
            Password = keys.Optional("password", Yaml.Secret, "The user's password (version 1)."),
            Tags = keys.Optional("tags", Yaml.Map(Yaml.Text), new Dictionary<string, string>(), "Tags of every point."),
            DynamicTags = keys.Optional(
                "dynamicTags", Yaml.OneOrMore(Yaml.OneOf("app", "task")), [], "The objects whose tags become tags of the points."),
            Ca = keys.Optional("ca", Yaml.FilePath, "A PEM file with the authorities to trust, instead of the system's."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Accepts any certificate."),
        };
        if (keys.IsReading && !ChannelKeys.IsByRelay(keys) && !keys.IsFaulty("version"))
        {
            foreach (var (key, value) in options.Version == 2
                ? [("org", options.Org), ("bucket", options.Bucket), ("token", options.Token)]
                : new[] { ("database", options.Database) })
            {
                if (value is null && !keys.Has(key))
                {
                    keys.Fail("type", $"influxdb version {options.Version} needs the key \"{key}\"");
                }
            }
        }

        ChannelKeys.OneLogin(keys, options.Url, "url", options.Token is not null ? "token" : options.User is not null ? "user" : null);
        ChannelKeys.OnlyWhereTheAppSends(keys, "token", "user", "password", "ca", "insecure");
        return options;
    }
}
