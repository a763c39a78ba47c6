using System.Text;
using Butler.Core.Text;
using HandlebarsDotNet;

namespace Butler.Functions.Templates;

/// <summary>Encodes values for each form of text.</summary>
internal static class TextEncoders
{
    /// <summary>Encodes a value for a text of the form.</summary>
    public static string Encode(TextForm form, string text) => form switch
    {
        TextForm.Plain => text,
        TextForm.Html => TextEscape.Html(text),
        TextForm.Json => TextEscape.Json(text),
        TextForm.SlackJson => TextEscape.Json(TextEscape.Slack(text)),
        TextForm.Xml => TextEscape.Xml(text),
        TextForm.UrlEncoded => Uri.EscapeDataString(text),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };
}

/// <summary>The template engine's encoder for values.</summary>
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
