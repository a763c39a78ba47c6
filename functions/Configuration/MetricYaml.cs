using Butler.Core.Configuration;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Text;
using Butler.Functions.Channels.Mqtt;

namespace Butler.Functions.Configuration;

/// <summary>How channels for brokers and metric stores are read.</summary>
internal static class MetricYaml
{
    private static readonly YamlType<NewRelicAccount> Account = Yaml.Object(keys => new NewRelicAccount(
        keys.Required("name", Yaml.Text, "Its name, here and in custom properties."),
        keys.Required("id", AccountId, "Its number."),
        keys.Required("key", ChannelYaml.HeaderSecret, "Its licence (ingest) key.")));

    private static YamlType<long> AccountId => Yaml.Text.Then((string text, out long id) =>
        long.TryParse(text, out id) && id > 0 ? null : "is not the number of an account");

    private static YamlType<NewRelicUrls> Urls => Yaml.Object(keys => new NewRelicUrls(
        keys.Required("event", ChannelYaml.Address(), "Where events go, without /v1/accounts/..."),
        keys.Required("log", ChannelYaml.Address(), "Where log lines go."),
        keys.Required("metric", ChannelYaml.Address(), "Where metrics go.")));

    public static MqttOptions Mqtt(YamlKeys keys)
    {
        var preset = keys.Optional("preset", Yaml.OneOf("butler"), "Butler's own topics and payloads.");
        var options = new MqttOptions
        {
            Url = ChannelYaml.Url(keys, "The broker.", "mqtt", "mqtts"),
            User = keys.Optional("user", Yaml.Text, "The user to log in as."),
            Password = keys.Optional("password", Yaml.Secret, "The user's password."),
            ClientId = keys.Optional("clientId", Yaml.Text, "The client's name at the broker."),
            Version = keys.Optional("version", Yaml.OneOf("3.1.1", "5"), "3.1.1", "The version of the protocol."),
            Ca = keys.Optional("ca", Yaml.FilePath, "A PEM file with the authorities to trust, instead of the system's."),
            Certificate = keys.Optional("certificate", Yaml.FilePath, "A PEM file with the client's certificate."),
            Key = keys.Optional("key", Yaml.FilePath, "A PEM file with the certificate's key."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Takes any certificate."),
            Topic = keys.Optional("topic", Yaml.Text, "A template of the topic."),
            ButlerPreset = preset is not null,
            Topics = keys.Optional("topics", Yaml.Map(Yaml.Text), new Dictionary<string, string>(), "With preset: butler, topics by the names that Butler's file gives them; none turns one off."),
            Qos = keys.Optional("qos", Yaml.Int(0, 2), 0, "How surely the broker gets it: 0 at most once, 1 at least once, 2 exactly once."),
            Retain = keys.Optional("retain", Yaml.Bool, "Whether the broker keeps the last message for who subscribes later."),
        };
        if (options.Url is { } url && !MqttAddress.TryParse(url.OriginalString, out _))
        {
            keys.Fail("url", $"must be {MqttAddress.Expected}, without a user and a path; the login goes into user and password");
        }

        if (keys.IsReading && !keys.IsFaulty("topic") && !keys.IsFaulty("preset") && (options.Topic is null) == (preset is null))
        {
            keys.Fail(options.Topic is null ? "type" : "preset", "needs either a topic or preset: butler");
        }

        foreach (var unknown in options.Topics.Keys.Except(ButlerMessages.Topics.Keys))
        {
            keys.Fail("topics", $"names \"{unknown}\", which Butler's file does not (known: {string.Join(", ", ButlerMessages.Topics.Keys)}){DidYouMean.Hint(unknown, [.. ButlerMessages.Topics.Keys])}");
        }

        ChannelYaml.OnlyWhereTheAppSends(keys, "user", "password", "clientId", "version", "ca", "certificate", "key", "insecure");
        return options;
    }

    public static InfluxOptions Influx(YamlKeys keys)
    {
        var options = new InfluxOptions
        {
            Version = keys.Optional("version", Yaml.Int(1, 3), 2, "The server's version."),
            Url = ChannelYaml.Url(keys, "The server."),
            Org = keys.Optional("org", Yaml.Text, "The organisation (version 2)."),
            Bucket = keys.Optional("bucket", Yaml.Text, "The bucket (version 2)."),
            Database = keys.Optional("database", Yaml.Text, "The database (versions 1 and 3)."),
            RetentionPolicy = keys.Optional("retentionPolicy", Yaml.Text, "The retention policy (version 1)."),
            Token = keys.Optional("token", ChannelYaml.HeaderSecret, "The API token (versions 2 and 3)."),
            User = keys.Optional("user", Yaml.Text, "The user (version 1)."),
            Password = keys.Optional("password", Yaml.Secret, "The user's password (version 1)."),
            Tags = keys.Optional("tags", Yaml.Map(Yaml.Text), new Dictionary<string, string>(), "Tags of every point."),
            DynamicTags = keys.Optional("dynamicTags", Yaml.OneOrMore(Yaml.OneOf("app", "task")), [], "Whose tags become tags of the points."),
            Ca = keys.Optional("ca", Yaml.FilePath, "A PEM file with the authorities to trust, instead of the system's."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Takes any certificate."),
        };
        if (keys.IsReading && !ChannelYaml.IsByRelay(keys) && !keys.IsFaulty("version"))
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

        ChannelYaml.OneLogin(keys, options.Url, "url", options.Token is not null ? "token" : options.User is not null ? "user" : null);
        ChannelYaml.OnlyWhereTheAppSends(keys, "token", "user", "password", "ca", "insecure");
        return options;
    }

    public static NewRelicOptions NewRelic(YamlKeys keys)
    {
        var region = keys.Optional("region", Yaml.OneOf("us", "eu"), "us", "Where the accounts live.");
        var options = new NewRelicOptions
        {
            Accounts = ChannelYaml.IsByRelay(keys)
                ? keys.Optional("accounts", Yaml.List(Account), [], "The accounts.")
                : keys.Required("accounts", Yaml.List(Account), "The accounts."),
            To = keys.Optional("to", Yaml.OneOrMore(Yaml.Text), [], "The names of the accounts that get it; left out, all."),
            ToWhen = keys.Optional("toWhen", RecipientYaml.ToWhen, "The condition for to; it gates nothing else."),
            ToFromCustomProperty = keys.Optional("toFromCustomProperty", Yaml.Text, "The task's custom property whose values are names of accounts too."),
            Send = keys.Optional("send", Yaml.OneOrMore(Yaml.OneOf("event", "log", "metric")), ["event", "log"], "What is sent."),
            Attributes = keys.Optional("attributes", Yaml.Map(Yaml.Text), new Dictionary<string, string>(), "Attributes of everything that is sent."),
            Headers = ChannelYaml.Headers(keys),
            Urls = keys.Optional("urls", Urls, "Other addresses than the region's.") ?? (region == "eu" ? NewRelicUrls.Eu : NewRelicUrls.Us),
        };
        if (keys.IsReading && ChannelYaml.IsByRelay(keys))
        {
            keys.Fail("via", "is not possible for newrelic: the relay's file has no accounts; New Relic is reached from the function app");
        }

        if (options.Headers.Keys.FirstOrDefault(name => name.Equals("Api-Key", StringComparison.OrdinalIgnoreCase)) is { } key)
        {
            keys.Fail("headers", $"has \"{key}\", which is the key of each account; set it in accounts");
        }

        foreach (var unknown in options.To.Where(name => options.Accounts?.All(a => a.Name != name) == true))
        {
            keys.Fail("to", $"names the account \"{unknown}\", which is not among the accounts");
        }

        return options;
    }
}
