using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>The broker of <c>mqttConfig</c>, which the relay publishes to, and its topics.</summary>
internal static class MqttBroker
{
    public const string Name = "mqtt-broker";

    private static readonly string[] TopicNames =
    [
        "taskFailureTopic", "taskFailureFullTopic", "taskAbortedTopic", "taskAbortedFullTopic", "serviceRunningTopic",
        "serviceStoppedTopic", "serviceStatusTopic", "qlikSenseServerLicenseTopic", "qlikSenseServerLicenseExpireTopic",
    ];

    public static JsonObject Topics(ButlerSection section)
    {
        var topics = new JsonObject();
        foreach (var name in TopicNames)
        {
            if (section.Text(name, KeyFate.App($"channels.{Name}.topics.{name}")) is { } topic)
            {
                topics[name] = topic;
            }
        }

        foreach (var kind in (string[])["taskFailure", "taskAborted"])
        {
            var place = $"channels.{Name}.topics.{kind}FullTopic";
            if (!section.Flag($"{kind}SendFull", KeyFate.App(place)))
            {
                topics[$"{kind}FullTopic"] = "none";
            }
        }

        return topics;
    }

    public static JsonObject Destination(Migration migration, ButlerSection section)
    {
        string Place(string key) => $"commands.deliver.{Name}.{key}";
        var grid = section.In("azureEventGrid");
        var isGrid = grid.Flag("enable", KeyFate.Relay(Place("mqtt")));
        var host = section.Required("brokerHost", KeyFate.Relay(Place("mqtt")));
        var port = section.Port("brokerPort", KeyFate.Relay(Place("mqtt"))) ?? 1883;
        var address = string.Create(CultureInfo.InvariantCulture, $"{(isGrid ? "mqtts" : "mqtt")}://{host}:{port}");
        var destination = new JsonObject { ["mqtt"] = address };
        if (isGrid)
        {
            destination["clientId"] = grid.Required("clientId", KeyFate.Relay(
                Place("clientId"), "A broker throws out the older of two clients with one id: stop Butler first, or register another id."));
            destination["certificate"] = migration.Files.Full(grid.Required("clientCertFile", KeyFate.Relay(Place("certificate"))));
            destination["key"] = migration.Files.Full(grid.Required("clientKeyFile", KeyFate.Relay(Place("key"))));
        }
        else
        {
            grid.Rest(KeyFate.Off("mqttConfig.azureEventGrid.enable is not true."));
        }

        return destination;
    }
}
