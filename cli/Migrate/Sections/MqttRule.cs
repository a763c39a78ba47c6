using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>mqttConfig</c>: the relay publishes, and takes the messages that start tasks.</summary>
internal sealed class MqttRule : ISectionRule
{
    private const string Broker = "mqtt-broker";
    private const string License = "qlikSenseLicense.serverLicenseMonitor";

    private static readonly string[] Topics =
    [
        "taskFailureTopic", "taskFailureFullTopic", "taskAbortedTopic", "taskAbortedFullTopic", "serviceRunningTopic",
        "serviceStoppedTopic", "serviceStatusTopic", "qlikSenseServerLicenseTopic", "qlikSenseServerLicenseExpireTopic",
    ];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("mqttConfig");
        section.In("qlikSenseCloud").Rest(
            section.Peek("qlikSenseCloud.event.mqttForward.enable") ? KeyFate.NotYet("Alerts from Qlik Cloud.")
                : KeyFate.Off("mqttConfig.qlikSenseCloud.event.mqttForward.enable is not true."));
        if (section.Flag("enable", KeyFate.App("routes: mqtt-tasks")))
        {
            Take(migration, section);
        }

        section.Rest(KeyFate.Off("mqttConfig.enable is not true."));
    }

    private static void Take(Migration migration, ButlerSection section)
    {
        var channel = migration.RelayChannel(
            Broker, new JsonObject { ["type"] = "mqtt", ["preset"] = "butler", ["topics"] = TopicsOf(section) }, Destination(migration, section));
        migration.Route("mqtt-tasks", ["sense.reload.failed", "sense.reload.aborted"], To(channel));
        if (EventSwitch.IsServiceOn(migration, "mqtt"))
        {
            migration.Route("mqtt-services", ["sense.service.*"], To(channel));
        }

        if (migration.Butler.Peek($"{License}.enable") && migration.Butler.Peek($"{License}.destination.mqtt.enable"))
        {
            LicenseStep.Add(migration);
            var types = new[] { ("sendRecurring", "sense.license.server"), ("sendAlert", "sense.license.expiring"), ("sendAlert", "sense.license.expired") };
            migration.Route(
                "mqtt-license",
                [.. types.Where(type => migration.Butler.Peek($"{License}.destination.mqtt.{type.Item1}.enable")).Select(type => (JsonNode)type.Item2)],
                To(channel));
        }

        if (EndpointSwitch.IsOn(migration.Butler, "mqttPublishMessage"))
        {
            var api = Migration.Child(migration.App, "api");
            (api["mqtt"], api["mqttTopics"]) = (channel, new JsonArray("#"));
            migration.Step("As in Butler, load scripts may publish to any MQTT topic. Narrow `api.mqttTopics` in butler.yaml.");
        }

        section.Record("subscriptionRootTopic", KeyFate.None("The relay subscribes to the start topic only."));
        section.Record("taskFailureServerStatusTopic", KeyFate.None("The relay's heartbeat says that it listens."));
        if (section.Text("taskStartTopic", KeyFate.Relay(
            "mqtt.startTaskTopic", "The rules in commands.startTask hold here too; in Butler a message started any task.")) is { } topic)
        {
            migration.Relay["mqtt"] = new JsonObject { ["broker"] = Broker, ["startTaskTopic"] = topic };
        }
    }

    private static JsonObject To(string channel) => new() { ["channel"] = channel };

    private static JsonObject TopicsOf(ButlerSection section)
    {
        var topics = new JsonObject();
        foreach (var name in Topics)
        {
            if (section.Text(name, KeyFate.App($"channels.{Broker}.topics.{name}")) is { } topic)
            {
                topics[name] = topic;
            }
        }

        foreach (var kind in (string[])["taskFailure", "taskAborted"])
        {
            var place = $"channels.{Broker}.topics.{kind}FullTopic";
            if (!section.Flag($"{kind}SendFull", KeyFate.App(place)))
            {
                topics[$"{kind}FullTopic"] = "none";
            }
        }

        return topics;
    }

    private static JsonObject Destination(Migration migration, ButlerSection section)
    {
        string Place(string key) => $"commands.deliver.{Broker}.{key}";
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

        grid.Rest(KeyFate.Off("mqttConfig.azureEventGrid.enable is not true."));
        return destination;
    }
}
