using System.Globalization;

namespace Butler.Local.Sense.Times;

/// <summary>Times in QRS's format.</summary>
internal static class QrsTime
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The earliest date of SQL Server, which means "never" in QRS.</summary>
    public const string Never = "1753-01-01T00:00:00.000Z";

    public static string Text(DateTimeOffset? time) => time?.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture) ?? Never;
}
