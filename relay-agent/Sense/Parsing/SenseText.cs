using System.Text;

namespace Butler.RelayAgent.Sense.Parsing;

/// <summary>Cleans fields.</summary>
internal static class SenseText
{
    /// <summary>The field, or null if Sense had no value: empty, blank, or log4net's <c>(null)</c>.</summary>
    public static string? Clean(string field)
    {
        var text = WithoutControls(field);
        return string.IsNullOrWhiteSpace(text) || text.Trim().Equals("(null)", StringComparison.OrdinalIgnoreCase) ? null : text;
    }

    /// <summary>The cleaned field without surrounding spaces, for fields with words.</summary>
    public static string? CleanWord(string field) => Clean(field)?.Trim();

    /// <summary>
    /// A GUID in its plain form, lower case, from any form (braces, no hyphens); null when the text is not a GUID. In Sense a GUID of zeros
    /// means no value.
    /// </summary>
    public static string? CleanGuid(string field) => IsGuid(field, out var guid) && guid != Guid.Empty ? guid.ToString("D") : null;

    /// <summary>Whether a field is a GUID in any of its forms, including one of zeros.</summary>
    public static bool IsGuid(string field) => IsGuid(field, out _);

    /// <summary>Whether a field may be an id: a GUID or no value.</summary>
    public static bool MayBeId(string field) => Clean(field) is null || IsGuid(field);

    private static bool IsGuid(string field, out Guid guid)
    {
        guid = default;
        return field.Length >= 32 && Guid.TryParse(Clean(field), out guid);
    }

    /// <summary>Line breaks and tabs become spaces, so that words stay separate; other control characters are removed.</summary>
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
