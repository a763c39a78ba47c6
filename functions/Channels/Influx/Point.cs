using System.Text.RegularExpressions;
using Butler.Core.Text;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Writes;

namespace Butler.Functions.Channels.Influx;

/// <summary>
/// A point in a form that all servers read in the same way. Fields with line breaks are written on lines of their own with the same tags
/// and time, which gives one point. VictoriaMetrics ends a line at every break, and still gets the numbers.
/// Source: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
/// </summary>
/// <param name="measurement">The measurement.</param>
/// <param name="maxText">The maximum text of a field, in bytes.</param>
internal sealed partial class Point(string measurement, int maxText)
{
    private PointData singleLine = PointData.Measurement(measurement);
    private PointData multiLine = PointData.Measurement(measurement);

    /// <summary>The time, in nanoseconds since 1970 UTC.</summary>
    public long Nanoseconds { get; set; }

    public bool HasFields => singleLine.HasFields() || multiLine.HasFields();

    /// <summary>Sets a tag, and replaces an earlier one of the same name; a tag without a value is left out.</summary>
    public Point Tag(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value) && Cleaned(name) is { Length: > 0 } key && Cleaned(value) is { Length: > 0 } text)
        {
            (singleLine, multiLine) = (singleLine.Tag(key, text), multiLine.Tag(key, text));
        }

        return this;
    }

    /// <summary>Sets a text, unless it is null.</summary>
    public Point Field(string name, string? value)
    {
        var text = value is null ? null
            : TextCut.MiddleToBytes(value, maxText).Replace("\0", "", StringComparison.Ordinal)
                .Replace("\r\n", "\n", StringComparison.Ordinal);
        if (text?.Contains('\n', StringComparison.Ordinal) == true)
        {
            multiLine = multiLine.Field(Cleaned(name), text);
            return this;
        }

        return Add(name, text);
    }

    /// <summary>Sets a number, unless it is null or not finite.</summary>
    public Point Field(string name, double? value) => Add(name, value is { } number && double.IsFinite(number) ? number : null);

    /// <summary>Sets a boolean, unless it is null.</summary>
    public Point Field(string name, bool? value) => Add(name, value);

    /// <summary>The lines of the line protocol, without a line break at the end of each.</summary>
    public IEnumerable<string> Lines() => new[] { singleLine, multiLine }
        .Where(point => point.HasFields())
        .Select(point => point.Timestamp(Nanoseconds, WritePrecision.Ns).ToLineProtocol());

    /// <summary>Converts <c>daysUntilExpiry</c> to <c>days_until_expiry</c>.</summary>
    public static string SnakeCase(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));

    private Point Add(string name, object? value)
    {
        if (value is not null && Cleaned(name) is { Length: > 0 } key)
        {
            singleLine = singleLine.Field(key, value);
        }

        return this;
    }

    /// <summary>
    /// Removes control characters from a name or a tag's value, and backslashes before characters that a backslash can escape: servers
    /// interpret these differently, and PointData does not escape a backslash.
    /// </summary>
    private static string Cleaned(string text) =>
        Escaping().Replace(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)), "/").TrimEnd('\\');

    [GeneratedRegex(@"\\(?=[\\ ,=])")]
    private static partial Regex Escaping();
}
