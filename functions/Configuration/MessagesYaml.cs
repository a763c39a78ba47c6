using Butler.Core.Configuration;
using Butler.Core.Destinations.Mqtt;
using Butler.Core.Text;

namespace Butler.Functions.Configuration;

/// <summary>Reads the keys of <c>api</c> that say where messages may go.</summary>
internal static class MessagesYaml
{
    private static readonly YamlType<string> TopicFilter = Yaml.Text.Then((string text, out string filter) =>
        MqttTopics.ProblemOfFilter(filter = text) is { } problem
            ? $"is \"{text}\", which {problem}; expected one such as app/# or app/+/done"
        : text.StartsWith("$share/", StringComparison.Ordinal) ? "is a shared subscription; expected a filter of topics such as app/#"
        : null);

    private static readonly YamlType<RecipientPattern> Recipient = Yaml.Text.Then((string text, out RecipientPattern pattern) =>
        RecipientPattern.TryParse(text, out pattern!)
            ? null
            : $"is \"{text}\", expected an address or a pattern with a named domain, such as *@example.com or *@*.example.com: without "
                + "one, anybody with a key could send mail to anybody");

    /// <summary>Reads the keys into options.</summary>
    public static HttpApiOptions Read(
        YamlKeys keys, YamlKeys root, IReadOnlyDictionary<string, ChannelOptions> channels, HttpApiOptions options)
    {
        options = options with
        {
            Slack = Channels("slack", "slack", "The channels for messages to Slack; the first is the default."),
            Teams = Channels("teams", "teams", "The channels for messages to Teams; the first is the default."),
            Email = Channels("email", "email", "The channels for mails; the first is the default."),
            EmailRecipients = keys.Optional(
                "emailRecipients", Yaml.OneOrMore(Recipient), [],
                "The recipients that mails may have besides those of their channel: addresses, or patterns such as *@example.com."),
            Mqtt = Channels("mqtt", "mqtt", "The channels for messages to MQTT brokers; the first is the default."),
            MqttTopics = keys.Optional(
                "mqttTopics", Yaml.OneOrMore(TopicFilter), [],
                "The topics that messages may be published to, with MQTT's wildcards + and #."),
            NewRelicEvent = Channels("newRelicEvent", "newrelic", "The channels whose accounts get events for New Relic."),
            NewRelicMetric = Channels("newRelicMetric", "newrelic", "The channels whose accounts get metrics for New Relic."),
        };
        if (keys.IsReading && options is { Mqtt.Count: > 0, MqttTopics: [] } && !keys.IsFaulty("mqttTopics"))
        {
            keys.Fail("mqtt", "needs mqttTopics, the topics that messages may be published to, such as [\"app/#\"]");
        }

        return options;

        IReadOnlyList<string> Channels(string key, string type, string description) =>
            keys.Optional(key, Yaml.OneOrMore(Channel(root, channels, type)), [], description);
    }

    /// <summary>The name of a channel of a type.</summary>
    private static YamlType<string> Channel(YamlKeys root, IReadOnlyDictionary<string, ChannelOptions> channels, string type) =>
        Yaml.Text.Then((string text, out string name) =>
        {
            name = text;
            if (channels.TryGetValue(text, out var found))
            {
                // A channel without a type has a fault of its own.
                return found.Type == type || found.Type.Length == 0
                    ? null
                    : $"is \"{text}\", a channel of the type {found.Type}; expected {Expected(channels, type)}";
            }

            return !root.HasMapping("channels") || root.Names("channels").Contains(text)
                ? null
                : $"is \"{text}\", which is not among the channels{DidYouMean.Hint(text, root.Names("channels"))}; expected "
                    + Expected(channels, type);
        });

    private static string Expected(IReadOnlyDictionary<string, ChannelOptions> channels, string type)
    {
        var names = string.Join(", ", channels.Where(channel => channel.Value.Type == type).Select(channel => channel.Key));
        return $"a channel of the type {type} ({(names.Length > 0 ? names : "there is none yet")})";
    }
}
