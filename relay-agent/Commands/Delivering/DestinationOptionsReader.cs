using System.Collections.ObjectModel;
using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Core.Destinations.Smtp;
using Butler.RelayAgent.Commands.Files;
using Butler.RelayAgent.Mqtt;

namespace Butler.RelayAgent.Commands.Delivering;

internal static class DestinationOptionsReader
{
    private static readonly string[] Kinds = ["http", "file", "smtp"];

    private static readonly YamlType<string> Sender = Yaml.Text.Then((string text, out string sender) =>
        Mailbox.TryParse(sender = text, out _, out var problem)
            ? null
            : $"must be a sender such as Qlik Sense <no-reply@example.com>: it {problem}");

    private static readonly YamlType<string> HeaderValue = Yaml.Secret.Then(
        (string text, out string value) => HttpHeaderRules.ProblemOfValue(value = text));

    /// <summary>An entry of <c>commands.deliver</c>.</summary>
    public static YamlType<DestinationOptions> Type() => Yaml.Object(keys =>
    {
        if (keys.Has("mqtt"))
        {
            return new DestinationOptions { Mqtt = MqttOptionsReader.Broker(keys) };
        }

        if (!keys.IsReading)
        {
            MqttOptionsReader.Broker(keys);
        }

        var destination = new DestinationOptions
        {
            Http = keys.Optional("http", Yaml.Url(), "The address, for HTTP"),
            Method = keys.Optional("method", Yaml.OneOf("POST", "PUT"), "POST", "The method, for HTTP"),
            Headers = keys.Optional("headers", Yaml.Map(HeaderValue), ReadOnlyDictionary<string, string>.Empty, "Headers, for HTTP"),
            Ca = keys.Optional("ca", Yaml.Text, "A PEM file with the certificate authorities to trust"),
            Insecure = keys.Optional("insecure", Yaml.Bool, fallback: false, "Whether any server certificate is accepted"),
            File = keys.Optional("file", FileRulesReader.Folder, "The folder in which each delivery becomes a file"),
            Smtp = keys.Optional("smtp", SmtpYaml.Server, "The server, for mail"),
            From = keys.Optional("from", Sender, "The sender, for mail; it replaces the sender of the delivery"),
        };
        foreach (var name in destination.Headers.Keys.Where(name => HttpHeaderRules.ProblemOfName(name) is not null))
        {
            keys.Fail("headers", $"has \"{name}\", which {HttpHeaderRules.ProblemOfName(name)}");
        }

        if (keys.IsReading && Kinds.Count(keys.Has) != 1)
        {
            keys.Fail("", "expected one of http, smtp, mqtt and file");
        }

        return destination;
    });
}
