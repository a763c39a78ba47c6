using Butler.Core.Configuration;
using Butler.Core.Destinations.Mqtt;

namespace Butler.RelayAgent.Mqtt;

/// <summary>Reads brokers, and the topic that starts tasks.</summary>
internal static class MqttOptionsReader
{
    /// <summary>The section <c>mqtt</c>.</summary>
    public static YamlType<StartTaskMqttOptions> Section { get; } = Yaml.Object(keys => new StartTaskMqttOptions
    {
        Broker = keys.Required("broker", Yaml.Text, "the name of a broker in commands.deliver"),
        StartTaskTopic = keys.Required(
            "startTaskTopic",
            Yaml.Text.Then((string text, out string topic) => MqttTopics.ProblemOfFilter(topic = text)),
            "the topic whose messages each hold the id of a task to start"),
    });

    /// <summary>An entry of <c>commands.deliver</c> that is a broker.</summary>
    public static MqttDestination Broker(YamlKeys keys) => new()
    {
        // Not required, because an entry may be of another kind.
        Address = keys.Optional(
            "mqtt",
            Yaml.Text.Then((string text, out MqttAddress address) =>
                MqttAddress.TryParse(text, out address) ? null : $"is not {MqttAddress.Expected}"),
            MqttAddress.Expected)!,
        Version = keys
            .Optional("version", Yaml.OneOf("3.1.1", "5"), "The protocol's version; by default 3.1.1, or 5 if the broker refuses it") switch
        {
            "3.1.1" => MqttVersion.V311,
            "5" => MqttVersion.V5,
            _ => null,
        },
        ClientId = keys.Optional(
            "clientId", Yaml.Text, "This client's id, unique at the broker; by default derived from site and name of the relay"),
        User = keys.Optional("user", Yaml.Text, "The user"),
        Password = keys.Optional("password", Yaml.Secret, "The password"),
        Tls = new MqttTls
        {
            CaFile = keys.Optional("ca", Yaml.Text, "A PEM file with the certificate authorities to trust for the broker"),
            ServerName = keys.Optional("serverName", Yaml.Text, "The name in the broker's certificate, if it differs from the address"),
            CertificateFile = keys.Optional("certificate", Yaml.Text, "This client's certificate, PEM or PFX"),
            KeyFile = keys.Optional("key", Yaml.Text, "Its key, PEM"),
            KeyPassword = keys.Optional("keyPassword", Yaml.Secret, "The password of the key or PFX"),
            Insecure = keys.Optional(
                "insecure", Yaml.Bool, fallback: false,
                "Accepts any certificate: anyone on the network path can read and change the traffic"),
        },
    };
}
