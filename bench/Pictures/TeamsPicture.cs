using System.Net;
using System.Text.Json.Nodes;

namespace Butler.Benchmarks.Pictures;

/// <summary>An adaptive card drawn much as Teams draws it: good enough to judge order, weight and width.</summary>
internal static class TeamsPicture
{
    private const string Style = """
        :root{color-scheme:light dark}
        body{margin:0;padding:18px;font:14px/20px 'Segoe UI',Roboto,Helvetica,Arial,sans-serif;background:#f5f5f5;color:#242424}
        .card{background:#fff;border:1px solid #e0e0e0;border-radius:6px;padding:12px 16px;overflow:hidden}
        .container{padding:0;margin-top:8px}.emphasis{background:#f5f5f5;padding:8px 10px;border-radius:4px}
        .attention,.warning,.good,.accent{padding:10px 16px}.bleed{margin:-12px -16px 0}
        .attention{background:#fdf3f4}.warning{background:#fff9f5}.good{background:#f1faf1}.accent{background:#ebf3fc}
        .text{margin-top:8px;overflow-wrap:anywhere;min-height:20px}.none{margin-top:0}.small{margin-top:4px}.columns{display:flex;gap:10px;margin-top:8px}.columns.small{margin-top:4px}.columns>div{min-width:0}.columns .text:first-child,.container>.text:first-child{margin-top:0}
        .actions{display:flex;flex-wrap:wrap;gap:8px;margin-top:14px}.actions a{border:1px solid #d1d1d1;border-radius:4px;padding:5px 12px;font-weight:600;color:#242424;text-decoration:none;background:#fff}
        .actions a.positive{background:#5b5fc7;border-color:#5b5fc7;color:#fff}
        .Large{font-size:20px;line-height:26px}.Small{font-size:12px;line-height:16px}.Bolder{font-weight:600}.subtle{color:#616161}.Monospace{font-family:Consolas,Menlo,'DejaVu Sans Mono',monospace}.Attention{color:#c4314b}.Warning{color:#835c00}
        @media(prefers-color-scheme:dark){body{background:#1f1f1f;color:#fff}.card{background:#292929;border-color:#3d3d3d}.emphasis{background:#1f1f1f}.attention{background:#3b1519}.warning{background:#3a2a08}.good{background:#0f2b13}.accent{background:#0a2037}.actions a{background:#292929;border-color:#666;color:#fff}.subtle{color:#adadad}.Attention{color:#f1707b}.Warning{color:#f2c661}}
        """;

    public static string Html(JsonNode message)
    {
        var card = message["attachments"]![0]!["content"]!;
        return $"""<!DOCTYPE html><html><head><meta charset="utf-8"><style>{Style}</style></head><body>"""
            + $"""<div class="card">{Items(card["body"])}</div></body></html>""";
    }

    private static string Items(JsonNode? items) => string.Concat((items as JsonArray ?? []).Select(i => Item(i!)));

    private static string Item(JsonNode item)
    {
        if ((bool?)item["isVisible"] == false)
        {
            return "";
        }

        var spacing = ((string?)item["spacing"] ?? "").ToLowerInvariant();
        return (string?)item["type"] switch
        {
            "Container" => $"<div class=\"container {(string?)item["style"]} {((bool?)item["bleed"] == true ? "bleed" : "")}\">"
                + $"{Items(item["items"])}</div>",
            "RichTextBlock" => $"<div class=\"text {spacing}\">{string.Concat(item["inlines"]!.AsArray().Select(r => Run(r!)))}</div>",
            "TextBlock" => $"<div class=\"text {spacing}\">{Run(item)}</div>",
            "ColumnSet" => $"<div class=\"columns {spacing}\">{string.Concat(item["columns"]!.AsArray().Select(c => Column(c!)))}</div>",
            "ActionSet" => $"<div class=actions>{string.Concat(item["actions"]!.AsArray().Select(a => Button(a!)))}</div>",
            var other => $"<p>({other})</p>",
        };
    }

    private static string Column(JsonNode column)
    {
        var width = (string?)column["width"] ?? "auto";
        return $"<div style=\"{(width == "stretch" ? "flex:1" : $"flex:none;width:{width}")}\">{Items(column["items"])}</div>";
    }

    private static string Button(JsonNode action) =>
        $"<a class=\"{(string?)action["style"]}\" href=\"#\">{WebUtility.HtmlEncode((string?)action["title"])}</a>";

    private static string Run(JsonNode run) =>
        $"<span class=\"{(string?)run["size"]} {(string?)run["weight"]} {(string?)run["fontType"]} {(string?)run["color"]} "
        + $"{((bool?)run["isSubtle"] == true ? "subtle" : "")}\">{WebUtility.HtmlEncode((string?)run["text"])}</span>";
}
