using System.Text;
using System.Text.Encodings.Web;
using HandlebarsDotNet;

namespace Butler.Functions.Templates;

/// <summary>What each form of text does to a value that is put into it.</summary>
internal static class TextEncoders
{
    /// <summary>A value as it stands in a text of the form.</summary>
    public static string Encode(TextForm form, string text) => form switch
    {
        TextForm.Plain => text,
        TextForm.Html => Html(text),
        TextForm.Json => Json(text),
        TextForm.SlackJson => Json(Slack(text)),
        TextForm.Xml => Xml(text),
        TextForm.UrlEncoded => Uri.EscapeDataString(text),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    /// <summary>Within a JSON string. Half surrogate pairs become U+FFFD, all else keeps its meaning.</summary>
    public static string Json(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    /// <summary>
    /// The three characters that mean something to Slack. Source: https://api.slack.com/reference/surfaces/formatting#escaping
    /// </summary>
    public static string Slack(string text) => text.AsSpan().IndexOfAny('&', '<', '>') < 0
        ? text
        : text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Within XML text and quoted attributes. Characters that XML forbids become U+FFFD.</summary>
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

    /// <summary>Within HTML text and quoted attributes. Characters that HTML forbids become U+FFFD.</summary>
    public static string Html(string text)
    {
        if (text.All(c => c is not ('&' or '<' or '>' or '"' or '\'' or '`') && !IsForbidden(c)))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => encoded.Append("&amp;"),
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '"' => encoded.Append("&quot;"),
                '\'' => encoded.Append("&#39;"),
                '`' => encoded.Append("&#96;"),
                < 0x10000 and var c when IsForbidden((char)c) => encoded.Append('\uFFFD'),
                _ => encoded.Append(rune.ToString()),
            };
        }

        return encoded.ToString();
    }

    /// <summary>Control characters that are no white space, and halves of surrogate pairs, which count here so that the slow way replaces them.</summary>
    private static bool IsForbidden(char c) => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || char.IsSurrogate(c);
}

/// <summary>The encoder that the template engine asks for every value.</summary>
internal sealed class FormEncoder(TextForm form) : ITextEncoder
{
    public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

    public void Encode(string? text, TextWriter target) => target.Write(TextEncoders.Encode(form, text ?? ""));

    public void Encode<T>(T? text, TextWriter target)
        where T : IEnumerator<char>
    {
        var whole = new StringBuilder();
        while (text is not null && text.MoveNext())
        {
            whole.Append(text.Current);
        }

        Encode(whole.ToString(), target);
    }
}
