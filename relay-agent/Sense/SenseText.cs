using System.Text;

namespace Butler.RelayAgent.Sense;

/// <summary>Cleans what stands in a field.</summary>
internal static class SenseText
{
    /// <summary>The datagram as text; bytes that are no UTF-8 become U+FFFD, a byte order mark goes.</summary>
    public static string Decode(ReadOnlySpan<byte> datagram) =>
        Encoding.UTF8.GetString(datagram.StartsWith(Encoding.UTF8.Preamble) ? datagram[3..] : datagram);

    /// <summary>The field, or null where Sense had no value: empty, blank, or log4net's <c>(null)</c>.</summary>
    public static string? Clean(string field)
    {
        var text = WithoutControls(field);
        return string.IsNullOrWhiteSpace(text) || text.Trim().Equals("(null)", StringComparison.OrdinalIgnoreCase) ? null : text;
    }

    /// <summary>The same without the spaces around it, for fields that are words.</summary>
    public static string? CleanWord(string field) => Clean(field)?.Trim();

    /// <summary>A GUID in lower case, or null where there is none; one of zeros only is Sense's way to say none.</summary>
    public static string? CleanGuid(string field) =>
        Guid.TryParseExact(field.Trim(), "D", out var guid) && guid != Guid.Empty ? guid.ToString("D") : null;

    /// <summary>Whether a field may stand where an id stands: a GUID or no value.</summary>
    public static bool MayBeId(string field) => Clean(field) is not { } text || Guid.TryParseExact(text.Trim(), "D", out _);

    /// <summary>Line breaks and tabs become spaces, so that words stay apart; other control characters go.</summary>
    private static string WithoutControls(string field)
    {
        if (!field.AsSpan().ContainsAnyInRange('\0', '\x1F') && !field.Contains('\x7F', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder(field.Length);
        foreach (var c in field.Replace("\r\n", "\n", StringComparison.Ordinal))
        {
            if (c is '\n' or '\r' or '\t')
            {
                text.Append(' ');
            }
            else if (c is >= ' ' and not '\x7F')
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
