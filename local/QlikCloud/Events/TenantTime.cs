using System.Globalization;

namespace Butler.Local.QlikCloud.Events;

/// <summary>Times in Qlik Cloud's format.</summary>
internal static class TenantTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
