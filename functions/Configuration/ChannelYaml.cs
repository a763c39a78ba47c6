using System.Text.Json.Nodes;
using Butler.Core.Configuration;

namespace Butler.Functions.Configuration;

/// <summary>Reads a channel: the key <c>type</c> decides which other keys it has.</summary>
internal sealed class ChannelYaml
{
    private static readonly YamlType<ShownScriptLogOptions> ScriptLog = Yaml.Object(keys => new ShownScriptLogOptions(
        keys.Optional("head", Yaml.Int(0, 1000), 15, "The number of first lines to show."),
        keys.Optional("tail", Yaml.Int(0, 1000), 15, "The number of last lines to show.")));

    private readonly Dictionary<string, IChannelReader> readers;

    public ChannelYaml(IEnumerable<IChannelReader> readers)
    {
        this.readers = readers.ToDictionary(reader => reader.Type);
        NotOverridable = ["type", "via", "destination", .. this.readers.Values.SelectMany(reader => reader.FixedKeys).Distinct()];
        var reading = Yaml.Object(Read);
        Type = new(
            (at, out value) => reading.TryRead(at, out value),
            () => new JsonObject { ["oneOf"] = new JsonArray([.. this.readers.Values.Select(reader => (JsonNode)SchemaOf(reader))]) });
    }

    /// <summary>A channel of any type.</summary>
    public YamlType<ChannelOptions> Type { get; }

    /// <summary>Keys that a route's <c>send</c> may not override.</summary>
    public IReadOnlyList<string> NotOverridable { get; }

    private static ChannelOptions Read(YamlKeys keys, IChannelReader reader)
    {
        keys.Optional("via", Yaml.OneOf("relay"), "The sender: a relay, to a destination in its own file; left out, the function app.");
        var destination = keys.Optional("destination", Yaml.Text, "The destination's name in the relay's file.");
        if (keys.Has("via") != keys.Has("destination"))
        {
            keys.Fail(keys.Has("via") ? "via" : "destination", "via: relay and destination belong together: set both or none");
        }

        return reader.Read(keys) with
        {
            RelayDestination = destination,
            Template = keys.Optional("template", Yaml.Text, "A template's name, or its file."),
            Text = keys.Optional("text", Yaml.Text, "A template of one line, instead of a file."),
            ScriptLog = keys.Optional("scriptLog", ScriptLog, "The part of the script log to show."),
            GiveUpAfter = keys.Optional("giveUpAfter", Yaml.Duration, TimeSpan.FromHours(24), "How long a delivery is retried."),
        };
    }

    private static JsonObject SchemaOf(IChannelReader reader) => Yaml.Object(keys =>
    {
        keys.Required("type", Yaml.OneOf(reader.Type), "The type of the channel.");
        return Read(keys, reader);
    }).Schema();

    private ChannelOptions Read(YamlKeys keys)
    {
        if (keys.Required("type", Yaml.OneOf([.. readers.Keys]), "The type of the channel.") is { } type)
        {
            return Read(keys, readers[type]);
        }

        keys.IgnoreTheRest();
        return new UnreadChannel();
    }

    /// <summary>Replaces a channel whose type is missing or unknown; the fault has been reported.</summary>
    private sealed record UnreadChannel : ChannelOptions
    {
        public override string Type => "";
    }
}
