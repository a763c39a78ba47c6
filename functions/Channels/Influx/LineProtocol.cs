using System.Globalization;
using System.Text;

namespace Butler.Functions.Channels.Influx;

/// <summary>
/// Writes points as InfluxDB's line protocol (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/), in what all three versions
/// and their look-alikes read the same way: floats without a suffix, no line breaks within names and tags, no backslash before a character that
/// one would escape.
/// </summary>
internal static class LineProtocol
{
    /// <summary>The longest text of a field, in bytes; InfluxDB takes 64 KB.</summary>
    public const int MostText = 64_000;

    /// <summary>
    /// The lines of a point, without a line break at the end of each: fields whose texts have line breaks stand in one of their own, which makes one point
    /// with the other wherever it is understood. VictoriaMetrics ends a line at every break; so it has the numbers all the same.
    /// </summary>
    /// <param name="point">The point.</param>
    /// <param name="mostText">The longest text of a field, in bytes.</param>
    public static IEnumerable<string> Lines(Point point, int mostText = MostText)
    {
        var start = new StringBuilder(Name(point.Measurement, ", "));
        foreach (var (name, value) in point.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            var (key, text) = (Name(name, ", ="), Name(value, ", ="));
            if (key.Length > 0 && text.Length > 0)
            {
                start.Append(',').Append(key).Append('=').Append(text);
            }
        }

        return point.Fields
            .Select(field => $"{Name(field.Key, ", =")}={Value(field.Value, mostText)}")
            .ToLookup(field => field.Contains('\n', StringComparison.Ordinal))
            .OrderBy(fields => fields.Key)
            .Select(fields => string.Create(CultureInfo.InvariantCulture, $"{start} {string.Join(',', fields)} {point.Nanoseconds}"));
    }

    /// <summary>A name or a tag's value. Servers differ in what a backslash before a character to be escaped means, so there is none.</summary>
    private static string Name(string text, string special)
    {
        var name = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            var c = Rune.IsControl(rune) ? new Rune(' ') : rune;
            if (c.IsAscii && (special.Contains((char)c.Value, StringComparison.Ordinal) || c.Value == '\\'))
            {
                for (var i = name.Length - 1; i >= 0 && name[i] == '\\'; i--)
                {
                    name[i] = '/';
                }

                if (c.Value != '\\')
                {
                    name.Append('\\');
                }
            }

            name.Append(c.ToString());
        }

        return name.ToString().TrimEnd('\\');
    }

    private static string Value(object value, int mostText) => value switch
    {
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => '"' + TextCut.Middle((string)value, mostText)
            .Replace("\0", "", StringComparison.Ordinal)
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal) + '"',
    };
}
