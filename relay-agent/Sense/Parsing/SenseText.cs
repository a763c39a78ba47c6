using System.Text;

namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>Cleans what stands in a field.</summary>
internal static class SenseText
{
    /// <summary>The field, or null where Sense had no value: empty, blank, or log4net's <c>(null)</c>.</summary>
    public static string? Clean(string field)
    {
        var text = WithoutControls(field);
        return string.IsNullOrWhiteSpace(text) || text.Trim().Equals("(null)", StringComparison.OrdinalIgnoreCase) ? null : text;
    }

    /// <summary>The same without the spaces around it, for fields that are words.</summary>
    public static string? CleanWord(string field) => Clean(field)?.Trim();

    /// <summary>
    /// A GUID in its plain form, lower case, whatever form it is written in (braces, no hyphens); null where the text is none. One of zeros
    /// only is Sense's way to say none.
    /// </summary>
    public static string? CleanGuid(string field) => IsGuid(field, out var guid) && guid != Guid.Empty ? guid.ToString("D") : null;

    /// <summary>Whether a field is a GUID in any of its forms, one of zeros only included.</summary>
    public static bool IsGuid(string field) => IsGuid(field, out _);

    /// <summary>Whether a field may stand where an id stands: a GUID or no value.</summary>
    public static bool MayBeId(string field) => Clean(field) is null || IsGuid(field);

    private static bool IsGuid(string field, out Guid guid)
    {
        guid = default;
        return field.Length >= 32 && Guid.TryParse(Clean(field), out guid);
    }

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
