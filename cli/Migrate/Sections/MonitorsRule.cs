using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;
using Butler.Core.Text;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>qlikSenseVersion</c> and <c>qlikSenseLicense</c>: the relay's monitors.</summary>
internal sealed class MonitorsRule : ISectionRule
{
    private const string Once = "An alert comes once, and not at each check; a route's throttle may be longer.";

    private static readonly KeyFate NoInflux = KeyFate.Off("influxDb.enable or the monitor's destination.influxDb.enable is not true.");

    public void Apply(Migration migration)
    {
        var license = migration.Butler.In("qlikSenseLicense");
        Version(migration, migration.Butler.In("qlikSenseVersion").In("versionMonitor"));
        Server(migration, license.In("serverLicenseMonitor"));
        Access(migration, license.In("licenseMonitor"));
    }

    private static void Version(Migration migration, ButlerSection section)
    {
        if (!IsOn(section, "version"))
        {
            return;
        }

        var monitor = Monitor(migration, section, "version", "24h");
        if (section.Text("host", KeyFate.Relay("monitors.version.url")) is { } host)
        {
            monitor["url"] = $"https://{host}:9032";
        }

        section.Record("rejectUnauthorized", KeyFate.Relay(
            "qrs.verify", "The certificate is checked against qrs.ca, as that of the repository."));
        section.In("destination").In("influxDb").Rest(NoInflux);
    }

    private static void Server(Migration migration, ButlerSection section)
    {
        if (!IsOn(section, "license"))
        {
            return;
        }

        var monitor = Monitor(migration, section, "license", "24h");
        var days = section.In("alert").Number("thresholdDays", 1, 3650, KeyFate.Relay("monitors.license.warnBefore", Once)) ?? 60;
        monitor["warnBefore"] = new JsonArray([.. new[] { days, 30, 14, 7, 1 }.Distinct().Where(each => each <= days)
            .Select(each => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"{each}d"))]);
        section.In("destination").In("influxDb").Rest(NoInflux);
        Sent(migration, section, "mqtt", "mqttConfig", "routes: mqtt-license");
        Sent(migration, section, "webhook", "webhookNotification", "routes: webhook-license, webhook-license-expiry");
    }

    private static void Access(Migration migration, ButlerSection section)
    {
        if (IsOn(section, "access"))
        {
            Monitor(migration, section, "access", "6h");
            section.In("destination").In("influxDb").Rest(NoInflux);
        }
    }

    /// <summary>Records a destination, whose routes come from its own section.</summary>
    private static void Sent(Migration migration, ButlerSection monitor, string name, string section, string routes) =>
        monitor.In("destination").In(name).Rest(
            monitor.Peek($"destination.{name}.enable") && migration.Butler.Peek($"{section}.enable")
                ? KeyFate.App(routes, Once)
                : KeyFate.Off($"{section}.enable or the monitor's destination.{name}.enable is not true."));

    private static bool IsOn(ButlerSection section, string name)
    {
        var isOn = section.Flag("enable", KeyFate.Relay($"monitors.{name}"));
        if (!isOn)
        {
            section.Rest(KeyFate.Off($"{section.Path[(ButlerFile.Root.Length + 1)..]}.enable is not true."));
        }

        return isOn;
    }

    /// <summary>Adds the monitor with its interval. Butler's frequency may also be a calendar, which the relay does not read.</summary>
    private static JsonObject Monitor(Migration migration, ButlerSection section, string name, string standard)
    {
        var place = $"monitors.{name}.every";
        var text = section.Text("frequency", fate: null);
        var isRead = DurationText.TryParse(text ?? standard, out var every)
            && every >= TimeSpan.FromSeconds(10) && every <= TimeSpan.FromDays(30);
        section.Record("frequency", isRead
            ? KeyFate.Relay(place, "The first look is at the relay's start, and the interval counts from there.")
            : KeyFate.Relay(place, $"\"{text}\" is no interval from 10 seconds to 30 days, so it is {standard}."));
        if (!isRead)
        {
            migration.Step($"`{section.Path}.frequency` is \"{text}\", which is no interval from 10 seconds to 30 days: `{place}` in "
                + $"relay.yaml is {standard}. Change it there.");
        }

        var monitor = new JsonObject { ["every"] = isRead ? DurationText.Format(every) : standard };
        Migration.Child(migration.Relay, "monitors")[name] = monitor;
        return monitor;
    }
}
