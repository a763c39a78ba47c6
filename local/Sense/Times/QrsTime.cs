using System.Globalization;

namespace Butler.Local.Sense.Times;

/// <summary>Times as QRS writes them.</summary>
internal static class QrsTime
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The least date of SQL Server, with which QRS says "never".</summary>
    public const string Never = "1753-01-01T00:00:00.000Z";

    public static string Text(DateTimeOffset? time) => time?.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture) ?? Never;
}
