using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Events.Kinds;
using Butler.Functions.Alerts;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>
/// The guide to what the InfluxDB channel writes is made from the points of the samples of all kinds, so that both always agree.
/// </summary>
public sealed partial class InfluxGuideTests
{
    private const string Head = """
        # What is written to InfluxDB

        A test (`InfluxGuideTests`) writes this page, from the points of all kinds of events. For dashboards: each measurement with its tags
        and fields, sorted by name. Numbers are floats, as in Butler; a tag or field without a value is left out. Names and types are
        Butler's where Butler had the measurement ([destinations.md](destinations.md#influxdb)).

        Every point also has the tags of the channel's `tags`, which never replace one of those below; with `dynamicTags`
        `taskTag_{tag}` and `appTag_{tag}` with the value `true`; the tag `butler_test` = `true` for a test alert, and the field
        `group_count` (number) for a group. `butler_counters` has a field for each counter of the relay or the function app.
        `butler_event` has the events without a measurement of their own: `value` is 1, and the other numbers are those of the event.

        | Measurement | Events | Tags | Fields |
        |---|---|---|---|

        """;

    private static readonly string[] Types = ["numbers", "texts", "truths"];

    private readonly SortedDictionary<string, Measurement> measurements = new(StringComparer.Ordinal);

    [Fact]
    public void The_guide_lists_all_measurements_tags_and_fields()
    {
        foreach (var alert in EventKinds.Types.Select(type => Looks.Alert(type)).Append(OfApp()))
        {
            foreach (var line in Lines(new InfluxChannel(new InfluxOptions()).Render(alert)))
            {
                Add(alert.Event.Type, line);
            }
        }

        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var (name, measurement) in measurements)
        {
            var events = string.Join(", ", measurement.Events.Select(each => $"`{each}`"));
            var tags = string.Join(", ", measurement.Tags.Select(each => $"`{each}`"));
            var fields = string.Join("; ", Types.Where(type => measurement.Fields.ContainsValue(type)).Select(type =>
                $"{type} {string.Join(", ", measurement.Fields.Where(field => field.Value == type).Select(field => $"`{field.Key}`"))}"));
            text.Append(null, $"| `{name}` | {events} | {tags} | {fields} |\n");
        }

        Repository.ShouldMatch("docs/influxdb.md", text.ToString());
    }

    /// <summary>The metrics of the function app, whose sample is that of a relay.</summary>
    private static Alert OfApp() => MetricAlerts.OfData("butler.metrics", """{"instance":"i1","uptimeMs":1}""");

    /// <summary>The points; a field with line breaks is in a line of its own, and its text is not looked into.</summary>
    private static IEnumerable<string> Lines(ChannelMessage message) => LineBreaks().Replace(
        Encoding.UTF8.GetString(((ChannelMessage.Http)message).Body!.Value.Span), "\"\"").Split('\n');

    private void Add(string type, string line)
    {
        var (tags, fields) = InfluxChannelTests.Parse(line);
        var name = line[..line.IndexOfAny([',', ' '])];
        if (!measurements.TryGetValue(name, out var known))
        {
            measurements[name] = known = new Measurement([], new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        }

        known.Events.Add(type);
        known.Tags.UnionWith(tags.Keys);
        foreach (var field in fields.Keys)
        {
            // The text of a field may hold anything, but the lines here have none left.
            var value = line[(line.IndexOf($"{field}=", line.IndexOf(' ', StringComparison.Ordinal), StringComparison.Ordinal)
                + field.Length + 1)..];
            var kind = value[0] switch { '"' => "texts", 't' or 'f' => "truths", _ => "numbers" };
            known.Fields.TryAdd(field, kind);
            known.Fields[field].ShouldBe(kind, $"{name}: {field} has two types");
        }
    }

    /// <summary>Texts, which become empty: their content does not matter here.</summary>
    [GeneratedRegex("""(?<==)"(?:[^"\\]|\\.)*"(?=[, ])""", RegexOptions.Singleline)]
    private static partial Regex LineBreaks();

    private sealed record Measurement(
        SortedSet<string> Events, SortedSet<string> Tags, SortedDictionary<string, string> Fields);
}
