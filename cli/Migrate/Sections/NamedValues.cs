using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary>Reads Butler's lists of <c>{ name, value }</c>.</summary>
internal static class NamedValues
{
    /// <summary>Adds the entries of a list to a mapping; a later entry of the same name wins, as in Butler.</summary>
    public static void AddTo(JsonObject mapping, ButlerSection section, string key, KeyFate fate)
    {
        section.Record(key, fate);
        foreach (var entry in section.Each(key))
        {
            var (name, value) = (entry.Required("name", fate), entry.Text("value", fate));
            if (value is not null && name.Length > 0)
            {
                mapping[name] = value;
            }
        }
    }

    /// <summary>The entries of a list of headers, with settings in place of the values, which may be keys.</summary>
    public static JsonObject Headers(Migration migration, ButlerSection section, string key, KeyFate? fate)
    {
        var headers = new JsonObject();
        if (fate is not null)
        {
            section.Record(key, fate);
        }

        foreach (var entry in section.Each(key))
        {
            var (name, value) = (entry.Required("name", fate), entry.Required("value", fate));
            var end = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')]);
            headers[name] = migration.Secrets.Text(
                $"NEWRELIC_HEADER_{end}", $"the header {name} for New Relic", MissingSetting.App, $"{entry.Path}.value", value);
        }

        return headers;
    }

    /// <summary>Records a list of headers once their channel is known.</summary>
    public static void RecordHeaders(ButlerSection section, string key, JsonObject headers, string channel)
    {
        section.Record(key, KeyFate.App($"channels.{channel}.headers"));
        foreach (var entry in section.Each(key))
        {
            entry.Record("name", KeyFate.App($"channels.{channel}.headers"));
            entry.Record("value", KeyFate.App($"channels.{channel}.headers, as {headers[entry.Peeked("name") ?? ""]}"));
        }
    }
}
