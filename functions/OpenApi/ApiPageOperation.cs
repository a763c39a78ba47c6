using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Api;
using Microsoft.AspNetCore.WebUtilities;

namespace Butler.Functions.OpenApi;

/// <summary>An operation on the page.</summary>
internal static class ApiPageOperation
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Append(StringBuilder html, CatalogRoute route, ApiOperation operation)
    {
        var method = operation.Method.ToLowerInvariant();
        html.Append("<article id=\"").Append(ApiPage.Text(route.Id(operation))).Append("\">\n<h3><span class=\"method ").Append(method)
            .Append("\">").Append(operation.Method).Append("</span> ").Append(ApiPage.Text(route.Path)).Append("</h3>\n<p>")
            .Append(ApiPage.Text(operation.Summary)).Append(" <span class=\"soft\">Function <code>").Append(ApiPage.Text(route.Function))
            .Append("</code></span></p>\n");
        Fields(html, "Path", route.Parts);
        Fields(html, "Query", operation.Query);
        Fields(html, "Headers", operation.Headers);
        Fields(html, "Body", operation.Body);
        Fields(html, "Body: a list of objects", operation.BodyItems);
        if (operation.BodyType is { } body)
        {
            html.Append("<h4>Body</h4>\n");
            Shape(html, ApiShapes.Of(body));
        }

        Answers(html, operation);
        Code(html, "<details open><summary>curl</summary>", ApiExamples.Curl(route, operation));
        if (operation is not PlainOperation)
        {
            Code(html, "<details><summary>Load script</summary>", ApiExamples.LoadScript(route, operation));
        }

        html.Append("</article>\n");
    }

    private static void Fields(StringBuilder html, string heading, IReadOnlyList<ApiField> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        html.Append("<h4>").Append(heading).Append("</h4>\n<table>\n<tr><th scope=\"col\">Name</th><th scope=\"col\">Type</th>")
            .Append("<th scope=\"col\">Meaning</th></tr>\n");
        Rows(html, fields, "");
        html.Append("</table>\n");
    }

    private static void Rows(StringBuilder html, IReadOnlyList<ApiField> fields, string prefix)
    {
        foreach (var field in fields)
        {
            html.Append("<tr><td><code>").Append(ApiPage.Text(prefix + field.Name)).Append("</code></td><td>").Append(Type(field))
                .Append(field.IsRequired ? ", required" : "").Append("</td><td>").Append(ApiPage.Text(field.Description))
                .Append(field.Choices.Count == 0 ? "" : ApiPage.Text($" One of: {string.Join(", ", field.Choices)}."))
                .Append("</td></tr>\n");
            Rows(html, field.Members, $"{prefix}{field.Name}[].");
        }
    }

    private static string Type(ApiField field) => field.Type switch
    {
        ApiFieldType.Integer when field is { Min: not int.MinValue, Max: not int.MaxValue } =>
            string.Create(CultureInfo.InvariantCulture, $"integer, {field.Min} to {field.Max}"),
        ApiFieldType.Texts => "list of texts",
        ApiFieldType.Object => "object",
        ApiFieldType.Objects => "list of objects",
        _ => field.Type.ToString().ToLowerInvariant(),
    };

    private static void Answers(StringBuilder html, ApiOperation operation)
    {
        html.Append("<h4>Answers</h4>\n<table>\n");
        foreach (var (status, meaning) in operation.Also.Prepend((operation.Status, ReasonPhrases.GetReasonPhrase(operation.Status))))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{status}</code></td><td>")
                .Append(ApiPage.Text(meaning)).Append("</td></tr>\n");
        }

        html.Append("</table>\n");
        if (operation.AnswerType is { } type)
        {
            Shape(html, ApiShapes.Of(type));
        }
    }

    private static void Shape(StringBuilder html, JsonNode shape) =>
        html.Append("<pre><code>").Append(ApiPage.Text(shape.ToJsonString(Indented))).Append("</code></pre>\n");

    private static void Code(StringBuilder html, string opening, string code) =>
        html.Append(opening).Append("\n<pre><code>").Append(ApiPage.Text(code)).Append("</code></pre>\n</details>\n");
}
