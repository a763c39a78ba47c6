using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;
using Butler.Core.Text;

namespace Butler.Cli.Migrate.Sections;

/// <summary>
/// <c>uptimeMonitor</c>, <c>heartbeat</c> and <c>udpServerConfig.queueMetrics</c>: the section <c>self</c>. The measurements in InfluxDB
/// are routes of <see cref="InfluxMonitors"/>.
/// </summary>
internal sealed class SelfRule : ISectionRule
{
    private const string Metrics = "self.metrics";
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    public void Apply(Migration migration)
    {
        Uptime(migration, migration.Butler.In("uptimeMonitor"));
        Queue(migration, migration.Butler.In("udpServerConfig").In("queueMetrics").In("influxdb"));
        Heartbeat(migration, migration.Butler.In("heartbeat"));
    }

    private static void Uptime(Migration migration, ButlerSection section)
    {
        if (!section.Flag("enable", KeyFate.Relay(Metrics, "The function app reports of itself, too: self.metrics in butler.yaml.")))
        {
            section.Rest(KeyFate.Off("uptimeMonitor.enable is not true."));
            return;
        }

        var every = Every(migration, section, Metrics, TimeSpan.FromMinutes(15), TimeSpan.FromDays(1), "10 seconds to a day");
        foreach (var file in new[] { migration.Relay, migration.App })
        {
            Migration.Child(file, "self")["metrics"] = new JsonObject { ["every"] = every };
        }

        section.Record("logLevel", KeyFate.None("The line with uptime and memory has the level info."));
        section.In("storeInInfluxdb").Rest(InfluxMonitors.NoInflux);
        NewRelic(migration, section.In("storeNewRelic"));
    }

    private static void NewRelic(Migration migration, ButlerSection section)
    {
        const string name = "newrelic-self";
        var place = KeyFate.App($"channels.{name}");
        var isOn = section.Flag("enable", place);
        var accounts = isOn ? section.Texts("destinationAccount", KeyFate.App($"channels.{name}.accounts")) : [];
        if (accounts.Count == 0)
        {
            section.Rest(KeyFate.Off("storeNewRelic.enable is not true, or there is no account."));
            return;
        }

        var url = section.Url("url", KeyFate.App($"channels.{name}.region"));
        var headers = NamedValues.Headers(migration, section, "header", KeyFate.App($"channels.{name}.headers"));
        var attributes = new JsonObject();
        NamedValues.AddTo(attributes, section.In("attribute"), "static", KeyFate.App($"channels.{name}.attributes"));
        section.In("attribute").In("dynamic").Rest(KeyFate.App($"channels.{name}", "The version is always sent."));
        section.In("metric").Rest(KeyFate.App($"channels.{name}", "All metrics of memory and uptime are sent, and the counters."));
        var channel = NewRelicAccounts.Channel(migration, name, "metric", (url, $"{section.Path}.url"), headers, accounts, attributes);
        migration.Route(name, ["butler.metrics"], new JsonObject { ["channel"] = channel });
    }

    /// <summary>The relay's events have what the queue's metrics had; the shorter of both intervals holds.</summary>
    private static void Queue(Migration migration, ButlerSection section)
    {
        if (!migration.Butler.Peek("udpServerConfig.enable") || !section.Peek("enable"))
        {
            section.Rest(KeyFate.Off("udpServerConfig.enable or udpServerConfig.queueMetrics.influxdb.enable is not true."));
            return;
        }

        var place = KeyFate.Relay($"{Metrics}.every", "It is the interval of all the relay's metrics, from 10 seconds to a day.");
        var milliseconds = section.Number("writeFrequency", 1, int.MaxValue, place) ?? 20_000;
        var metrics = Migration.Child(Migration.Child(migration.Relay, "self"), "metrics");
        var every = TimeSpan.FromSeconds(Math.Clamp(milliseconds / 1000, 10, 86_400));
        if (metrics["every"] is not { } other || !DurationText.TryParse(other.GetValue<string>(), out var before) || every < before)
        {
            metrics["every"] = DurationText.Format(every);
        }

        section.Record("enable", KeyFate.Relay(Metrics));
        section.Record("measurementName", KeyFate.None("The measurement is butler_udp_queue: change the name in dashboards."));
        section.Rest(InfluxMonitors.NoInflux);
    }

    private static void Heartbeat(Migration migration, ButlerSection section)
    {
        const string place = "self.heartbeat";
        if (!section.Flag("enable", KeyFate.Relay(place, "A failure is reported to the same address with /fail.")))
        {
            section.Rest(KeyFate.Off("heartbeat.enable is not true."));
            return;
        }

        var url = section.Url("remoteURL", null);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            section.Rest(KeyFate.None("The relay calls https:// only, because the address holds a token."));
            migration.Step($"`{section.Path}.remoteURL` is no address with https://, which the relay needs: give it one in "
                + $"`{place}.url` of relay.yaml.");
            return;
        }

        var setting = migration.Secrets.Url(
            "HEARTBEAT_URL", "the address that the heartbeat calls", MissingSetting.Relay, $"{section.Path}.remoteURL", url);
        Migration.Child(migration.Relay, "self")["heartbeat"] = new JsonObject
        {
            ["url"] = setting,
            ["every"] = Every(migration, section, place, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), "10 seconds to an hour"),
        };
        section.Record("remoteURL", KeyFate.Relay($"{place}.url, as {setting}"));
        migration.Step($"`{place}` in relay.yaml calls your monitoring service for the relay. The function app can call it, too: add a "
            + $"check of its own there, and `{place}` to butler.yaml.");
    }

    /// <summary>Butler's frequency may also be a calendar, which is not read here.</summary>
    private static string Every(
        Migration migration, ButlerSection section, string place, TimeSpan standard, TimeSpan longest, string range)
    {
        var text = section.Text("frequency", fate: null);
        var isRead = DurationText.TryParse(text ?? "", out var every) && every >= Shortest && every <= longest;
        var written = DurationText.Format(isRead ? every : standard);
        section.Record("frequency", KeyFate.Relay(
            $"{place}.every",
            isRead ? "The interval counts from the start." : $"\"{text}\" is no interval from {range}, so it is {written}."));
        if (!isRead)
        {
            migration.Step($"`{section.Path}.frequency` is \"{text}\", which is no interval from {range}: `{place}.every` is {written}. "
                + "Change it there.");
        }

        return written;
    }
}
