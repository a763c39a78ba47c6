using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;
using Butler.Core.Text;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>serviceMonitor</c>: the relay's monitor of Windows services. Its destinations have sections of their own.</summary>
internal sealed class ServiceMonitorRule : ISectionRule
{
    private const string Place = "monitors.services";
    private const string Standard = "30s";

    /// <summary>The destinations, and the switch of each one's own section.</summary>
    private static readonly (string Name, string Switch, string Route)[] Destinations =
    [
        ("influxDb", "influxDb.enable", "influxdb-services"), ("newRelic", "incidentTool.newRelic.enable", "newrelic-service-*"),
        ("email", "emailNotification.enable", "email-service-*"), ("mqtt", "mqttConfig.enable", "mqtt-services"),
        ("teams", "teamsNotification.enable", "teams-service-*"), ("slack", "slackNotification.enable", "slack-service-*"),
        ("webhook", "webhookNotification.enable", "webhook-service"),
    ];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("serviceMonitor");
        if (!section.Peek("enable"))
        {
            section.Rest(KeyFate.Off("serviceMonitor.enable is not true."));
            return;
        }

        section.Record("enable", KeyFate.Relay(Place));
        var every = Every(migration, section);
        if (Hosts(section) is { Count: > 0 } hosts)
        {
            Migration.Child(migration.Relay, "monitors")["services"] = new JsonObject { ["every"] = every, ["hosts"] = hosts };
            migration.Step("`monitors.services` in relay.yaml needs a relay on Windows, whose account may ask the named hosts for their "
                + "services: docs/monitors.md says which rights. `butler-relay services` on that machine shows whether it can.");
        }

        var destinations = section.In("alertDestination");
        foreach (var (name, enable, route) in Destinations)
        {
            destinations.In(name).Rest(destinations.Peek($"{name}.enable") && migration.Butler.Peek(enable)
                ? KeyFate.App($"routes: {route}")
                : KeyFate.Off($"{enable} or serviceMonitor.alertDestination.{name}.enable is not true."));
        }
    }

    private static string Every(Migration migration, ButlerSection section)
    {
        const string key = "frequency";
        const string place = $"{Place}.every";
        var text = section.Text(key, fate: null);
        var isRead = DurationText.TryParse(text ?? Standard, out var every)
            && every >= TimeSpan.FromSeconds(1) && every <= TimeSpan.FromHours(1);
        section.Record(key, KeyFate.Relay(place, isRead
            ? "It is the interval of alerts. Statuses for metric stores have monitors.services.status, which is 5m when absent."
            : $"\"{text}\" is no interval from 1 second to 1 hour, so it is {Standard}."));
        if (!isRead)
        {
            migration.Step($"`{section.Path}.{key}` is \"{text}\", which is no interval from 1 second to 1 hour: `{place}` in relay.yaml "
                + $"is {Standard}. Change it there.");
        }

        return isRead ? DurationText.Format(every) : Standard;
    }

    /// <summary>The hosts, each once; services that are named twice are taken once.</summary>
    private static JsonArray Hosts(ButlerSection section)
    {
        var hosts = new Dictionary<string, Dictionary<string, JsonNode>>(StringComparer.OrdinalIgnoreCase);
        foreach (var monitored in section.Each("monitor"))
        {
            var host = monitored.Text("host", KeyFate.Relay($"{Place}.hosts.host"));
            foreach (var service in monitored.Each("services"))
            {
                var name = service.Text("name", KeyFate.Relay($"{Place}.hosts.services"));
                var friendly = service.Text("friendlyName", KeyFate.Relay($"{Place}.hosts.services.friendlyName"));
                if (host is not null && name is not null)
                {
                    hosts.TryAdd(host, new(StringComparer.OrdinalIgnoreCase));
                    hosts[host].TryAdd(name, friendly is null ? name : new JsonObject { ["name"] = name, ["friendlyName"] = friendly });
                }
            }
        }

        return new JsonArray([
            .. hosts.Select(each => new JsonObject
            {
                ["host"] = each.Key,
                ["services"] = new JsonArray([.. each.Value.Values]),
            }),
        ]);
    }
}
