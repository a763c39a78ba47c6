using System.Globalization;

namespace Butler.RelayAgent.Monitors.Tasks;

/// <summary>Times in filters of QRS.</summary>
internal static class QrsTimeText
{
    /// <summary>A time in quotes.</summary>
    public static string Quoted(DateTimeOffset at) =>
        $"'{at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}'";
}
