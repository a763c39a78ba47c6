using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Butler.Benchmarks.Pictures;

/// <summary>Blocks drawn much as Slack draws them: good enough to judge order, weight and width.</summary>
internal static partial class SlackPicture
{
    private const string Style = """
        :root{color-scheme:light dark}
        body{margin:0;padding:18px 22px;font:15px/22px Lato,'Helvetica Neue',Arial,sans-serif;background:#fff;color:#1d1c1d;display:flex;gap:10px}
        .face{width:36px;height:36px;border-radius:8px;background:#14532d;color:#fff;font:700 16px/36px Arial;text-align:center;flex:none}
        .who{font-weight:900}.app{font-size:10px;background:#e8e8e8;border-radius:3px;padding:1px 3px;margin:0 5px;color:#616061}.when{font-size:12px;color:#616061}
        .main{flex:1;min-width:0}h3{font-size:18px;line-height:24px;margin:6px 0 8px}
        .section{margin:8px 0}.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px 12px;margin:8px 0}.fields>div,.section{overflow-wrap:anywhere;white-space:pre-wrap}
        pre{margin:4px 0;padding:8px;border:1px solid #dcdcdc;border-radius:4px;background:#f8f8f8;font:12px/18px Monaco,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre-wrap;overflow-wrap:anywhere}
        code{padding:2px 3px;border:1px solid #dcdcdc;border-radius:3px;background:#f8f8f8;color:#e01e5a;font:12px/18px Monaco,Menlo,Consolas,'DejaVu Sans Mono',monospace}
        .actions{display:flex;flex-wrap:wrap;gap:8px;margin:10px 0}.actions a{border:1px solid #bbb;border-radius:4px;padding:4px 12px;font-weight:700;font-size:13px;color:#1d1c1d;text-decoration:none}
        .actions a.primary{background:#007a5a;border-color:#007a5a;color:#fff}.context{font-size:13px;line-height:18px;color:#616061;margin:6px 0}.context span{margin-right:10px}a{color:#1264a3}
        @media(prefers-color-scheme:dark){body{background:#1a1d21;color:#d1d2d3}pre,code{background:#222529;border-color:#565856}.actions a{color:#d1d2d3;border-color:#565856}.context,.when{color:#ababad}.app{background:#35373b;color:#ababad}a{color:#1d9bd1}}
        """;

    public static string Html(JsonNode message)
    {
        var html = new StringBuilder(
            $"""<!DOCTYPE html><html><head><meta charset="utf-8"><style>{Style}</style></head><body>"""
            + """<div class="face">Q</div><div class="main"><div>"""
            + """<span class="who">Qlik Sense</span><span class="app">APP</span><span class="when">4:12 AM</span></div>""");
        foreach (var block in message["blocks"]!.AsArray().Select(b => b!))
        {
            html.Append((string?)block["type"] switch
            {
                "header" => $"<h3>{WebUtility.HtmlEncode((string?)block["text"]!["text"])}</h3>",
                "section" => (block["text"] is { } text ? $"<div class=section>{Markup(text)}</div>" : "")
                    + Fields(block["fields"] as JsonArray),
                "actions" => $"<div class=actions>{string.Concat(block["elements"]!.AsArray().Select(Button))}</div>",
                "context" =>
                    $"<div class=context>{string.Concat(block["elements"]!.AsArray().Select(e => $"<span>{Markup(e!)}</span>"))}</div>",
                "divider" => "<hr>",
                var other => $"<p>({other})</p>",
            });
        }

        return html.Append("</div></body></html>").ToString();
    }

    private static string Fields(JsonArray? fields) =>
        fields is null ? "" : $"<div class=fields>{string.Concat(fields.Select(f => $"<div>{Markup(f!)}</div>"))}</div>";

    private static string Button(JsonNode? button) =>
        $"<a class=\"{(string?)button!["style"]}\" href=\"#\">{WebUtility.HtmlEncode((string?)button["text"]!["text"])}</a>";

    /// <summary>Slack escapes as HTML does; fences, code, bold and links are what our templates use.</summary>
    private static string Markup(JsonNode text)
    {
        var html = Link().Replace((string)text["text"]!, m => $"<a href=\"#\">{m.Groups[1].Value}</a>");
        html = Fence().Replace(html, "<pre>$1</pre>");
        html = Code().Replace(html, "<code>$1</code>");
        return Bold().Replace(html, "<b>$1</b>");
    }

    [GeneratedRegex(@"<https?://[^|>]+\|([^>]+)>")]
    private static partial Regex Link();

    [GeneratedRegex("```\n?(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w*])\*([^*\n]+)\*(?![\w*])")]
    private static partial Regex Bold();
}
