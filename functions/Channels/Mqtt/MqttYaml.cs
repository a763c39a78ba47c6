using Butler.Core.Configuration;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Text;
using Butler.Functions.Configuration;

namespace Butler.Functions.Channels.Mqtt;

/// <summary>Reads a channel that publishes to an MQTT broker.</summary>
internal static class MqttYaml
{
    public static MqttOptions Read(YamlKeys keys)
    {
        var preset = keys.Optional("preset", Yaml.OneOf("butler"), "Butler's own topics and payloads.");
        var options = new MqttOptions
        {
            Url = ChannelKeys.Url(keys, "The broker.", "mqtt", "mqtts"),
            User = keys.Optional("user", Yaml.Text, "The user to log in as."),
            Password = keys.Optional("password", Yaml.Secret, "The user's password."),
            ClientId = keys.Optional("clientId", Yaml.Text, "The client id at the broker."),
            Version = keys.Optional("version", Yaml.OneOf("3.1.1", "5"), "3.1.1", "The version of the protocol."),
            Ca = keys.Optional("ca", Yaml.FilePath, "A PEM file with the authorities to trust, instead of the system's."),
            Certificate = keys.Optional("certificate", Yaml.FilePath, "A PEM file with the client's certificate."),
            Key = keys.Optional("key", Yaml.FilePath, "A PEM file with the certificate's key."),
            Insecure = keys.Optional("insecure", Yaml.Bool, "Accepts any certificate."),
            Topic = keys.Optional("topic", Yaml.Text, "A template of the topic."),
            ButlerPreset = preset is not null,
            Topics = keys.Optional(
                "topics", Yaml.Map(Yaml.Text), new Dictionary<string, string>(),
                "With preset: butler, topics by their names in Butler's configuration file; none turns a topic off."),
            Qos = keys.Optional(
                "qos", Yaml.Int(0, 2), 0, "The quality of service: 0 at most once, 1 at least once, 2 exactly once."),
            Retain = keys.Optional("retain", Yaml.Bool, "Whether the broker retains the last message for later subscribers."),
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
            keys.Fail("topics", $"names \"{unknown}\", which is not a name in Butler's configuration file (known: "
                + $"{string.Join(", ", ButlerMessages.Topics.Keys)}){DidYouMean.Hint(unknown, [.. ButlerMessages.Topics.Keys])}");
        }

        ChannelKeys.OnlyWhereTheAppSends(keys, "user", "password", "clientId", "version", "ca", "certificate", "key", "insecure");
        return options;
    }
}
