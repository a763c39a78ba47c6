using System.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Influx;

/// <summary>
/// Renders points for InfluxDB: one for an event, and one for each type of an overview of licenses. The time of a point is that of the
/// event, so that writing it again changes nothing.
/// </summary>
internal sealed class InfluxChannel(InfluxOptions options) : IChannel
{
    /// <summary>The maximum text of a field, in bytes; InfluxDB accepts 64 KB.</summary>
    private const int MaxText = 64_000;

    /// <summary>
    /// The maximum text when a relay sends: a command is smaller than a request, and some points carry the same log twice.
    /// </summary>
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
            // 64-bit nanoseconds end in the year 2262.
            var ticks = Math.Clamp(
                alert.Event.OrderTime.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, 0, long.MaxValue / TimeSpan.NanosecondsPerTick);
            var maxText = options.RelayDestination is null ? MaxText : MaxTextByRelay;
            var point = new Point(measurement, maxText) { Nanoseconds = ticks * TimeSpan.NanosecondsPerTick };
            foreach (var (name, value) in options.Tags)
            {
                point.Tag(name, value);
            }

            return point;
        }
    }

    /// <summary>Adds the common parts of all points: the tags of task and app, and the reason of the alert.</summary>
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
