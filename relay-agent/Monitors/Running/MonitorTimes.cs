using System.Globalization;

namespace Butler.RelayAgent.Monitors.Running;

/// <summary>Times in the data of events.</summary>
internal static class MonitorTimes
{
    /// <summary>A time in UTC, such as <c>2031-05-01T23:59:59Z</c>.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Its day, such as <c>2031-05-01</c>.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
