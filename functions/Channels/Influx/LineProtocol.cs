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

    /// <summary>The line of a point, without a line break at its end; null where it has no field.</summary>
    /// <param name="point">The point.</param>
    /// <param name="mostText">The longest text of a field, in bytes.</param>
    public static string? Line(Point point, int mostText = MostText)
    {
        if (point.Fields.Count == 0)
        {
            return null;
        }

        var line = new StringBuilder(Name(point.Measurement, ", "));
        foreach (var (name, value) in point.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            var (key, text) = (Name(name, ", ="), Name(value, ", ="));
            if (key.Length > 0 && text.Length > 0)
            {
                line.Append(',').Append(key).Append('=').Append(text);
            }
        }

        var separator = ' ';
        foreach (var (name, value) in point.Fields)
        {
            line.Append(separator).Append(Name(name, ", =")).Append('=').Append(Value(value, mostText));
            separator = ',';
        }

        return line.Append(' ').Append(point.Nanoseconds.ToString(CultureInfo.InvariantCulture)).ToString();
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
