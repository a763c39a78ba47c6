using System.Text;

namespace Butler.Functions.Tests.Channels;

/// <summary>
/// The guide to what the InfluxDB channel writes is made from the points of the samples of all kinds, so that both always agree.
/// </summary>
public sealed class InfluxGuideTests
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

    [Fact]
    public void The_guide_lists_all_measurements_tags_and_fields()
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var (name, measurement) in WrittenPoints.Schema())
        {
            var events = string.Join(", ", measurement.Events.Select(each => $"`{each}`"));
            var tags = string.Join(", ", measurement.Tags.Select(each => $"`{each}`"));
            var fields = string.Join("; ", Types.Where(type => measurement.Fields.ContainsValue(type)).Select(type =>
                $"{type} {string.Join(", ", measurement.Fields.Where(field => field.Value == type).Select(field => $"`{field.Key}`"))}"));
            text.Append(null, $"| `{name}` | {events} | {tags} | {fields} |\n");
        }

        Repository.ShouldMatch("docs/influxdb.md", text.ToString());
    }
}
