using System.Text.Json.Nodes;
using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>How a channel is read: the key <c>type</c> decides which other keys it has.</summary>
internal static class ChannelYaml
{
    private static readonly Dictionary<string, Func<YamlKeys, ChannelOptions>> Built = new()
    {
        ["webhook"] = keys => new WebhookOptions
        {
            Url = keys.Required("url", Yaml.Url(), "Where to send."),
            Method = keys.Optional("method", Yaml.OneOf("POST", "PUT", "GET"), "POST", "How; GET puts the fields into the query."),
            Headers = keys.Optional("headers", Yaml.Map(Yaml.Secret), new Dictionary<string, string>(), "Headers to add."),
            Ca = keys.Optional("ca", Yaml.Text, "A PEM file with the authorities to trust, instead of the system's."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Takes any certificate."),
            Sign = keys.Optional("sign", Sign!, "Signs the body."),
        },
        ["slack"] = keys => new SlackOptions
        {
            Url = keys.Required("url", Yaml.Url(), "The incoming webhook."),
            Channel = keys.Optional("channel", Yaml.Text, "The Slack channel, where the webhook may choose."),
            Username = keys.Optional("username", Yaml.Text, "The sender's name."),
            Icon = keys.Optional("icon", Yaml.Text, "The sender's icon, such as :ghost:."),
        },
        ["console"] = _ => new ConsoleOptions(),
    };

    private static readonly string[] Later = ["email", "teams", "mqtt", "influxdb", "newrelic", "signl4", "file"];

    private static YamlType<SignOptions> Sign => Yaml.Object(keys => new SignOptions
    {
        Secret = keys.Required("secret", Yaml.Secret, "The key of the HMAC-SHA256."),
        Header = keys.Optional("header", Yaml.Text, "X-Butler-Signature", "The header that carries it."),
    });

    /// <summary>A channel of any type.</summary>
    public static YamlType<ChannelOptions> Type { get; } = new(
        (at, out value) => Reading.TryRead(at, out value),
        () => new JsonObject { ["oneOf"] = new JsonArray([.. Built.Select(b => (JsonNode)SchemaOf(b.Key, b.Value))]) });

    private static YamlType<ChannelOptions> Reading => Yaml.Object<ChannelOptions>(keys =>
    {
        var type = keys.Required("type", Yaml.OneOf([.. Built.Keys, .. Later]), "What kind of channel it is.");
        if (type is not null && Built.TryGetValue(type, out var read))
        {
            keys.NotBuilt("via", "sending by a relay");
            keys.NotBuilt("destination", "sending by a relay");
            keys.NotBuilt("template", "templates");
            keys.NotBuilt("text", "templates");
            return read(keys);
        }

        if (type is not null)
        {
            keys.Fail("type", $"channels of the type {type} are not built yet");
        }

        keys.IgnoreTheRest();
        return new ConsoleOptions();
    });

    private static JsonObject SchemaOf(string type, Func<YamlKeys, ChannelOptions> read)
    {
        var schema = Yaml.Object(keys =>
        {
            keys.Required("type", Yaml.OneOf(type), "What kind of channel it is.");
            return read(keys);
        }).Schema();
        return schema;
    }
}
