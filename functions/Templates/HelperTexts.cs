using System.Globalization;
using System.Text;
using System.Text.Json;
using Butler.Core.Text;
using Butler.Functions.Templates.Fields;

namespace Butler.Functions.Templates;

/// <summary>The helpers for texts whose form depends on the template: lines, links, code and JSON.</summary>
internal static class HelperTexts
{
    private static readonly JsonWriterOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Lines(HelperCall call)
    {
        var list = call.List(0);
        if (call.Arguments.Count == 1 || list.Length <= call.Whole(1))
        {
            return string.Join('\n', list.Select(ValueFormatters.Shown));
        }

        var most = call.Whole(1);
        var more = string.Create(CultureInfo.InvariantCulture, $"… ({list.Length - most} more)");
        return string.Join('\n', list.Take(most).Select(ValueFormatters.Shown).Append(more));
    }

    public static object? Link(HelperCall call)
    {
        var text = call.Arguments.Count == 2 && call.Text(1).Length > 0 ? call.Text(1) : call.Text(0);
        if (call.Text(0).Length == 0)
        {
            return call.Arguments.Count == 2 ? call.Text(1) : null;
        }

        // Other addresses, such as javascript:, are shown only as text.
        if (!Uri.TryCreate(call.Text(0), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "mailto"))
        {
            return text == call.Text(0) ? text : $"{text} ({call.Text(0)})";
        }

        return call.Form switch
        {
            TextForm.Html => new FinishedText($"<a href=\"{TextEscape.Html(url.AbsoluteUri)}\">{TextEscape.Html(text)}</a>"),
            TextForm.SlackJson => new FinishedText(TextEscape.Json(SlackLink(url, text))),
            _ => text == call.Text(0) ? text : $"{text} ({url.AbsoluteUri})",
        };
    }

    public static object Code(HelperCall call) => call.Form switch
    {
        TextForm.Html => new FinishedText($"<pre>{TextEscape.Html(call.Text(0))}</pre>"),
        TextForm.SlackJson => new FinishedText(TextEscape.Json(SlackCode(call.Text(0)))),
        _ => call.Text(0),
    };

    public static object Json(HelperCall call)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            JsonValues.Write(writer, call[0], call.Form == TextForm.SlackJson ? TextEscape.Slack : text => text);
        }

        var json = Encoding.UTF8.GetString(buffer.ToArray());
        return call.Form is TextForm.Json or TextForm.SlackJson ? new FinishedText(json) : json;
    }

    private static string SlackLink(Uri url, string text)
    {
        var address = TextEscape.Slack(url.AbsoluteUri).Replace("|", "%7C", StringComparison.Ordinal);
        return $"<{address}|{TextEscape.Slack(text.ReplaceLineEndings(" "))}>";
    }

    private static string SlackCode(string text) => $"```{TextEscape.Slack(text.Replace("```", "'''", StringComparison.Ordinal))}```";
}
