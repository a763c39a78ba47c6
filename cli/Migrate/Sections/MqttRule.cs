using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>mqttConfig</c>: the relay publishes, and takes the messages that start tasks.</summary>
internal sealed class MqttRule : ISectionRule
{
    private const string License = "qlikSenseLicense.serverLicenseMonitor";

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("mqttConfig");
        section.In("qlikSenseCloud").Rest(
            section.Peek("qlikSenseCloud.event.mqttForward.enable")
                ? KeyFate.None("A webhook of the tenant takes the broker's place: docs/qlik-cloud.md.")
                : KeyFate.Off("mqttConfig.qlikSenseCloud.event.mqttForward.enable is not true."));
        if (section.Flag("enable", KeyFate.App("routes: mqtt-tasks")))
        {
            Take(migration, section);
        }
        else
        {
            section.Rest(KeyFate.Off("mqttConfig.enable is not true."));
        }
    }

    private static void Take(Migration migration, ButlerSection section)
    {
        var channel = migration.RelayChannel(
            MqttBroker.Name, new JsonObject { ["type"] = "mqtt", ["preset"] = "butler", ["topics"] = MqttBroker.Topics(section) },
            MqttBroker.Destination(migration, section));
        migration.Route("mqtt-tasks", ["sense.reload.failed", "sense.reload.aborted"], To(channel));
        if (EventSwitch.IsServiceOn(migration, "mqtt"))
        {
            migration.Route("mqtt-services", ["sense.service.*"], To(channel));
        }

        if (migration.Butler.Peek($"{License}.enable") && migration.Butler.Peek($"{License}.destination.mqtt.enable"))
        {
            var types = new[] { ("sendRecurring", "server"), ("sendAlert", "expiring"), ("sendAlert", "expired") }
                .Where(type => migration.Butler.Peek($"{License}.destination.mqtt.{type.Item1}.enable"))
                .Select(type => (JsonNode)$"sense.license.{type.Item2}").ToList();
            if (types.Count > 0)
            {
                migration.Route("mqtt-license", [.. types], To(channel));
            }
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
            migration.Relay["mqtt"] = new JsonObject { ["broker"] = MqttBroker.Name, ["startTaskTopic"] = topic };
        }
    }

    private static JsonObject To(string channel) => new() { ["channel"] = channel };
}
