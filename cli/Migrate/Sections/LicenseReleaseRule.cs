using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;
using Butler.Core.Text;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>qlikSenseLicense.licenseRelease</c>: the relay's release of unused access licenses.</summary>
internal sealed class LicenseReleaseRule : ISectionRule
{
    private const string Place = "licenseRelease";
    private const string Standard = "24h";

    private static readonly string[] Types = ["professional", "analyzer"];

    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("qlikSenseLicense").In("licenseRelease");
        var isOn = section.Flag("enable", KeyFate.Relay(Place));
        string[] types = [.. Types.Where(type => section.Peek($"licenseType.{type}.enable"))];
        if (!isOn || types.Length == 0)
        {
            section.Rest(KeyFate.Off(isOn
                ? "No type of qlikSenseLicense.licenseRelease.licenseType is on."
                : "qlikSenseLicense.licenseRelease.enable is not true."));
            return;
        }

        var release = new JsonObject
        {
            ["every"] = Every(migration, section),
            ["types"] = new JsonArray([.. types.Select(type => (JsonNode)type)]),
            ["olderThan"] = OlderThan(section.In("licenseType"), types),
        };
        if (Never(section.In("neverRelease")) is { Count: > 0 } never)
        {
            release["never"] = never;
        }

        release["dryRun"] = section.Flag("dryRun", KeyFate.Relay($"{Place}.dryRun"), fallback: true);
        migration.Relay[Place] = release;
        section.In("destination").In("influxDb").Rest(
            KeyFate.Off("influxDb.enable or licenseRelease.destination.influxDb.enable is not true."));
        migration.Step(
            "The relay keeps licenses that were never used; Butler releases them. Set `licenseRelease.neverUsed: { olderThan: 90d }` in "
            + "relay.yaml to release them, too.");
        migration.Step(
            "The relay releases at most 20 licenses in a run, the longest unused first. Set `licenseRelease.most` in relay.yaml for more, "
            + "and begin with `dryRun: true`. Turn off the release in Butler before the relay's is more than a dry run.");
    }

    /// <summary>The interval. Butler's frequency may also be a calendar, which the relay does not read.</summary>
    private static string Every(Migration migration, ButlerSection section)
    {
        var text = section.Text("frequency", fate: null);
        var isRead = DurationText.TryParse(text ?? Standard, out var every)
            && every >= TimeSpan.FromMinutes(1) && every <= TimeSpan.FromDays(30);
        section.Record("frequency", isRead
            ? KeyFate.Relay($"{Place}.every", "It runs once in each interval of the clock in UTC, and not at the relay's start.")
            : KeyFate.Relay($"{Place}.every", $"\"{text}\" is no interval from a minute to 30 days, so it is {Standard}."));
        if (!isRead)
        {
            migration.Step($"`{section.Path}.frequency` is \"{text}\", which is no interval from a minute to 30 days: `{Place}.every` in "
                + $"relay.yaml is {Standard}. Change it there.");
        }

        return isRead ? DurationText.Format(every) : Standard;
    }

    /// <summary>One duration when all types that are on have the same one, or else one for each.</summary>
    private static JsonNode OlderThan(ButlerSection section, string[] types)
    {
        var ages = new JsonObject();
        foreach (var type in Types)
        {
            var fate = types.Contains(type)
                ? KeyFate.Relay($"{Place}.olderThan")
                : KeyFate.Off($"licenseRelease.licenseType.{type}.enable is not true.");
            section.In(type).Record("enable", types.Contains(type) ? KeyFate.Relay($"{Place}.types") : fate);
            if (types.Contains(type))
            {
                var days = section.In(type).Number("releaseThresholdDays", 1, 3650, fate) ?? 30;
                ages[type] = string.Create(CultureInfo.InvariantCulture, $"{days}d");
            }
            else
            {
                section.In(type).Rest(fate);
            }
        }

        return ages.Select(age => (string?)age.Value).Distinct().ToArray() is [{ } same] ? same : ages;
    }

    private static JsonObject Never(ButlerSection section)
    {
        var never = new JsonObject();
        var fate = KeyFate.Relay($"{Place}.never.users");
        foreach (var user in section.Each("user"))
        {
            Migration.List(never, "users").Add($@"{user.Required("userDir", fate)}\{user.Required("userId", fate)}");
        }

        section.Record("user", fate);
        Names(never, section, "tag", "tags");
        fate = KeyFate.Relay($"{Place}.never.customProperties");
        foreach (var property in section.Each("customProperty"))
        {
            var values = Migration.List(Migration.Child(never, "customProperties"), property.Required("name", fate));
            values.Add(property.Required("value", fate));
        }

        section.Record("customProperty", fate);
        Names(never, section, "userDirectory", "directories");
        foreach (var name in (string[])["inactive", "blocked", "removedExternally"])
        {
            Property(never, section, name);
        }

        return never;
    }

    private static void Names(JsonObject never, ButlerSection section, string key, string name)
    {
        foreach (var text in section.Texts(key, KeyFate.Relay($"{Place}.never.{name}")))
        {
            Migration.List(never, name).Add(text);
        }
    }

    private static void Property(JsonObject never, ButlerSection section, string name)
    {
        var text = section.Text(name, KeyFate.Relay($"{Place}.never.{name}"))?.ToLowerInvariant() switch
        {
            "true" => "yes",
            "false" => "no",
            var other => other,
        };
        if (text is "yes" or "no")
        {
            never[name] = text;
        }
        else if (text is not (null or "ignore"))
        {
            section.Fail(name, $"is \"{text}\", expected yes, no or ignore");
        }
    }
}
