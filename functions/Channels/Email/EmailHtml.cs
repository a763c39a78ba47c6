using System.Globalization;
using System.Net;
using System.Text;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Email;

/// <summary>The built-in HTML of a mail: plain tables that every mail program shows.</summary>
internal static class EmailHtml
{
    private const string Font = "font-family:'Segoe UI',Helvetica,Arial,sans-serif";
    private const string Heading = "padding:2px 0 2px 12px;font-size:20px;font-weight:600;word-break:break-word";
    private const string Log =
        "margin:0 0 12px;padding:10px;border:1px solid #d1d5db;font:13px Consolas,Menlo,monospace;white-space:pre-wrap;"
        + "word-break:break-word";
    private const string Metas =
        """<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">""";
    private static readonly CultureInfo Inv = CultureInfo.InvariantCulture;
    private const int MaxValue = 2000;
    private const int MaxLine = 500;
    private const int MaxLines = 40;

    /// <summary>Renders the failing lines first, then facts, links and notes.</summary>
    public static string Of(Alert alert, string? fault)
    {
        var html = new StringBuilder();
        Lines(html, AlertText.Failing(alert));
        Lines(html, [.. (alert.Reason.Members ?? []).Select(m => AlertText.Member(alert, m))]);
        html.Append(Inv, $"""<table role="presentation" cellpadding="0" cellspacing="0" style="{Font};font-size:14px">""");
        foreach (var (label, value) in AlertFacts.Of(alert))
        {
            html.Append(Inv, $"""<tr><td valign="top" style="padding:3px 16px 3px 0;color:#6b7280">{Encode(label)}</td>""")
                .Append(Inv, $"""<td style="padding:3px 0;word-break:break-word">{Value(value)}</td></tr>""");
        }

        html.Append("</table>");
        Links(html, alert);
        return Page(alert, AlertText.Title(alert), html.ToString(), AlertText.Notes(alert, fault));
    }

    /// <summary>Renders the operator's own line.</summary>
    public static string OneLine(Alert alert, string text, IReadOnlyList<string> notes)
    {
        var html = new StringBuilder();
        Links(html, alert);
        return Page(alert, AlertText.OneLine(text, 1000), html.ToString(), notes);
    }

    /// <summary>Adds notes to the end of a template's HTML.</summary>
    public static string WithNotes(string html, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
        {
            return html;
        }

        var end = html.LastIndexOf("</body>", StringComparison.OrdinalIgnoreCase);
        return html.Insert(end < 0 ? html.Length : end, NotesOf(notes));
    }

    private static string Page(Alert alert, string title, string body, IReadOnlyList<string> notes) =>
        $"""
         <!DOCTYPE html>
         <html><head>{Metas}<title>{Encode(title)}</title></head>
         <body style="margin:0;padding:16px;{Font}">
         <div style="border-left:4px solid {AlertTone.Of(alert).Color};{Heading}">{Encode(title)}</div>
         <div style="height:12px"></div>
         {body}
         {NotesOf(notes)}
         </body></html>

         """;

    private static void Lines(StringBuilder html, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            html.Append(Inv, $"""<pre style="{Log}">""")
                .AppendJoin('\n', lines.Take(MaxLines).Select(l => Encode(TextCut.ToLength(l, MaxLine)))).Append("</pre>");
        }
    }

    private static void Links(StringBuilder html, Alert alert)
    {
        List<(string Text, Uri Url)> links = [.. AlertLinks.Of(alert).Select(l => (l.Text, l.Url))];
        if (alert.AcknowledgeUrl is { } acknowledge)
        {
            links.Insert(0, ("Acknowledge", acknowledge));
        }

        html.Append(Inv, $"""<p style="{Font};font-size:14px">""")
            .AppendJoin(" &nbsp;·&nbsp; ", links.Select(l => $"""<a href="{Encode(l.Url.AbsoluteUri)}">{Encode(l.Text)}</a>"""))
            .Append("</p>");
    }

    private static string NotesOf(IReadOnlyList<string> notes) =>
        string.Concat(notes.Select(n => $"""<p style="{Font};font-size:12px;color:#6b7280;margin:4px 0">{Encode(n)}</p>"""));

    private static string Value(string value) => Encode(TextCut.ToLength(value, MaxValue)).ReplaceLineEndings("<br>");

    private static string Encode(string text) => WebUtility.HtmlEncode(PlainText.Printable(text.Replace('\t', ' ')));
}
