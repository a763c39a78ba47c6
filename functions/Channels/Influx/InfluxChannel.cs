using System.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Influx;

/// <summary>Points for InfluxDB: one event makes one, an overview of licences one for each type. Their time is the event's, so to write them again changes nothing.</summary>
internal sealed class InfluxChannel(InfluxOptions options) : IChannel
{
    /// <summary>The longest text of a field, in bytes; InfluxDB takes 64 KB.</summary>
    private const int MaxText = 64_000;

    /// <summary>The same where a relay sends: a command is smaller than a request, and some points carry the same log twice.</summary>
    private const int MaxTextByRelay = 12_000;

    public ChannelMessage Render(Alert alert)
    {
        var points = alert.Task is { } task && TaskPoints.Covers(alert.Event.Type)
            ? [TaskPoints.Of(alert, task, New)]
            : SitePoints.Of(alert, New);
        var lines = points.SelectMany(point => Marked(point, alert).Lines());
        return new ChannelMessage.Http(Encoding.UTF8.GetBytes(string.Join('\n', lines)), []) { ContentType = "text/plain; charset=utf-8" };

        Point New(string measurement)
        {
            // Nanoseconds of 64 bits end in the year 2262.
            var ticks = Math.Clamp(alert.Event.OrderTime.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, 0, long.MaxValue / TimeSpan.NanosecondsPerTick);
            var maxText = options.RelayDestination is null ? MaxText : MaxTextByRelay;
            var point = new Point(measurement, maxText) { Nanoseconds = ticks * TimeSpan.NanosecondsPerTick };
            foreach (var (name, value) in options.Tags)
            {
                point.Tag(name, value);
            }

            return point;
        }
    }

    /// <summary>Adds what is the same for all points: the tags of task and app, and why it is sent.</summary>
    private Point Marked(Point point, Alert alert)
    {
        foreach (var (prefix, tags) in new[] { ("task", alert.Task?.Task?.Tags), ("app", alert.Task?.App?.Tags) })
        {
            foreach (var tag in options.DynamicTags.Contains(prefix) ? tags ?? [] : [])
            {
                point.Tag($"{prefix}Tag_{tag}", "true");
            }
        }

        return alert.Reason.Kind switch
        {
            AlertKind.Test => point.Tag("butler_test", "true"),
            AlertKind.Group => point.Field("group_count", (double)alert.Reason.Count),
            _ => point,
        };
    }
}
