using System.Text;
using System.Text.RegularExpressions;
using Butler.Core.Events;
using Butler.Core.Events.Kinds;
using Butler.Functions.Channels;
using Butler.Functions.Channels.Influx;
using Butler.Functions.Preview.Samples;
using Butler.Functions.Self;
using Butler.Functions.Tests.Support;

namespace Butler.Functions.Tests.Channels;

/// <summary>The points of the InfluxDB channel for a sample of each kind of event.</summary>
internal static partial class WrittenPoints
{
    /// <summary>The bodies of the requests, by the type of the event.</summary>
    /// <param name="now">The time of the events.</param>
    public static IEnumerable<(string Type, string Body)> Bodies(DateTimeOffset now) => EventKinds.Types
        .Select(type => SampleEvents.Of(type, now)).Append(OfApp(now))
        .Select(@event => (@event.Type, Body(new InfluxChannel(new InfluxOptions()).Render(Looks.Alert(@event)))));

    /// <summary>What is written, by measurement.</summary>
    public static SortedDictionary<string, Measurement> Schema()
    {
        var schema = new SortedDictionary<string, Measurement>(StringComparer.Ordinal);
        foreach (var (type, body) in Bodies(new DateTimeOffset(2031, 3, 14, 4, 12, 7, TimeSpan.Zero)))
        {
            // A field with line breaks is in a line of its own, and its text is not looked into.
            foreach (var line in Texts().Replace(body, "\"\"").Split('\n'))
            {
                var name = line[..line.IndexOfAny([',', ' '])];
                if (!schema.TryGetValue(name, out var measurement))
                {
                    schema[name] = measurement = new Measurement([], new(StringComparer.Ordinal), new(StringComparer.Ordinal));
                }

                measurement.Events.Add(type);
                measurement.Add(line);
            }
        }

        return schema;
    }

    /// <summary>The metrics of the function app; the sample is that of a relay.</summary>
    private static CloudEvent OfApp(DateTimeOffset now)
    {
        using var app = new App("channels: { a: { type: console } }\nroutes: []");
        var figures = app.Services.Get<AppFigures>().Read(TimeSpan.FromHours(1), TimeSpan.FromMinutes(15));
        return SampleEvents.Of(EventTypes.Metrics, now.AddSeconds(1)) with { Relay = null, Data = figures.ToJson() };
    }

    private static string Body(ChannelMessage message) => Encoding.UTF8.GetString(((ChannelMessage.Http)message).Body!.Value.Span);

    [GeneratedRegex("""(?<==)"(?:[^"\\]|\\.)*"(?=[, ])""", RegexOptions.Singleline)]
    private static partial Regex Texts();
}

/// <summary>What is written into a measurement.</summary>
/// <param name="Events">The types of events.</param>
/// <param name="Tags">The names of its tags.</param>
/// <param name="Fields">The type of each field: numbers, texts or truths.</param>
internal sealed record Measurement(SortedSet<string> Events, SortedSet<string> Tags, SortedDictionary<string, string> Fields)
{
    /// <summary>Adds the tags and fields of a line, whose texts are empty.</summary>
    public void Add(string line)
    {
        var (tags, fields) = InfluxChannelTests.Parse(line);
        Tags.UnionWith(tags.Keys);
        foreach (var field in fields.Keys)
        {
            var at = line.IndexOf($"{field}=", line.IndexOf(' ', StringComparison.Ordinal), StringComparison.Ordinal) + field.Length + 1;
            var type = line[at] switch { '"' => "texts", 't' or 'f' => "truths", _ => "numbers" };
            Fields.TryAdd(field, type);
            Fields[field].ShouldBe(type, $"{field} has two types");
        }
    }
}
