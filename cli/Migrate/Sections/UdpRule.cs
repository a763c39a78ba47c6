using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Cli.Migrate.Model;

namespace Butler.Cli.Migrate.Sections;

/// <summary><c>udpServerConfig</c>: the listener for events of Sense.</summary>
internal sealed class UdpRule : ISectionRule
{
    public void Apply(Migration migration)
    {
        var section = migration.Butler.In("udpServerConfig");
        if (!section.Flag("enable", KeyFate.Relay("udp")))
        {
            section.Rest(KeyFate.Off("udpServerConfig.enable is not true. The relay listens on port 9998 of every address all the same."));
            return;
        }

        var udp = new JsonObject
        {
            ["listen"] = ListenHost.Of(
                section.Required("serverHost", KeyFate.Relay("udp.listen", ListenHost.Change)),
                section.Port("portTaskFailure", KeyFate.Relay("udp.listen")) ?? 9998),
        };
        if (section.Number("maxMessageSize", 1, 65507, KeyFate.Relay("udp.maxSize")) is { } size)
        {
            udp["maxSize"] = string.Create(CultureInfo.InvariantCulture, $"{size}B");
        }

        var isClosed = section.Flag("enableSourceValidation", KeyFate.Relay("udp.allowedSources"));
        var sources = section.Texts("allowedSources", !isClosed ? KeyFate.Off("udpServerConfig.enableSourceValidation is not true.")
            : KeyFate.Relay("udp.allowedSources", "A list from which no name resolves is closed; Butler opened it."));
        if (isClosed && sources.Count > 0)
        {
            udp["allowedSources"] = new JsonArray([.. sources.Select(source => (JsonNode)source)]);
        }

        var limit = section.In("rateLimit");
        var isLimited = limit.Flag("enable", KeyFate.Relay("udp.rateLimit"));
        var count = limit.Number("maxMessagesPerMinute", 1, int.MaxValue, isLimited
            ? KeyFate.Relay("udp.rateLimit.perSource", "It counts each sender for itself; Butler counted all together.")
            : KeyFate.Off("udpServerConfig.rateLimit.enable is not true."));
        if (isLimited)
        {
            udp["rateLimit"] = new JsonObject { ["perSource"] = count ?? 600, ["per"] = "1m" };
        }

        section.In("messageQueue").Rest(KeyFate.None("What waits is in the journal on disk, up to journal.maxSize."));
        section.In("deduplication").Rest(KeyFate.None("Always on: an event's id is made from its execution, and a row decides."));
        migration.Relay["udp"] = udp;
    }
}
