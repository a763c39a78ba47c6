using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Butler.Core.Text;

/// <summary>Escapes a value for the text it is put into.</summary>
public static class TextEscape
{
    /// <summary>Control characters that are not white space.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))]);

    /// <summary>For a JSON string. Half surrogate pairs become U+FFFD.</summary>
    public static string Json(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    /// <summary>
    /// For Slack's markup: escapes its three special characters.
    /// Source: https://docs.slack.dev/messaging/formatting-message-text
    /// </summary>
    public static string Slack(string text) => text.AsSpan().IndexOfAny('&', '<', '>') < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>For HTML text and quoted attributes. Characters that HTML forbids become U+FFFD.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(WithoutForbidden(text));

    /// <summary>For XML text and quoted attributes. Characters that XML forbids become U+FFFD.</summary>
    public static string Xml(string text)
    {
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => encoded.Append("&amp;"),
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '"' => encoded.Append("&quot;"),
                '\'' => encoded.Append("&apos;"),
                '\r' => encoded.Append("&#13;"),
                < ' ' and not ('\n' or '\t') or 0xFFFE or 0xFFFF => encoded.Append('\uFFFD'),
                _ => encoded.Append(rune.ToString()),
            };
        }

        return encoded.ToString();
    }

    /// <summary>Replaces control characters that are not white space, and halves of surrogate pairs.</summary>
    private static string WithoutForbidden(string text)
    {
        if (!text.AsSpan().ContainsAny(Controls) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        var allowed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            allowed.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t') ? "\uFFFD" : rune.ToString());
        }

        return allowed.ToString();
    }
}
