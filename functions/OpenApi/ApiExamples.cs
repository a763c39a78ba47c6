using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Api;

namespace Butler.Functions.OpenApi;

/// <summary>How an operation is called, with typical values.</summary>
internal static class ApiExamples
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for a shell.</summary>
    public static string Curl(CatalogRoute route, ApiOperation operation)
    {
        var text = new StringBuilder("curl ");
        if (operation.Method != "GET")
        {
            text.Append("-X ").Append(operation.Method).Append(' ');
        }

        text.Append("-H \"x-functions-key: $KEY\" ");
        if (Body(operation) is { } body)
        {
            text.Append("-d '").Append(body.Replace("'", "'\\''", StringComparison.Ordinal)).Append("' ");
        }

        return text.Append("\"$URL").Append(Address(route, operation)).Append('"').ToString();
    }

    /// <summary>Statements of a load script.</summary>
    public static string LoadScript(CatalogRoute route, ApiOperation operation)
    {
        var isGet = operation.Method == "GET";
        var connection = new List<string> { $"URL \"$(vButlerUrl){Address(route, operation)}\"" };
        if (operation.Method is not ("GET" or "POST"))
        {
            connection.Add($"HTTPHEADER \"{ApiRoute.OverrideHeader}\" \"{operation.Method}\"");
        }

        if (!isGet)
        {
            connection.Add($"BODY \"{(Body(operation) ?? "{}").Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }

        return $"""
            LIB CONNECT TO '{(isGet ? "Butler_GET" : "Butler_POST")}';

            [Answer]:
            SQL SELECT {string.Join(", ", Fields(operation).Select(field => $"\"{field}\""))}
            FROM JSON (wrap on) "root"
            WITH CONNECTION ({string.Join(",\n  ", connection)});
            """;
    }

    /// <summary>A typical value of a field.</summary>
    public static JsonNode? Json(ApiField field) => field.Type switch
    {
        ApiFieldType.Number or ApiFieldType.Integer or ApiFieldType.Boolean => JsonNode.Parse(Value(field)),
        ApiFieldType.Texts => new JsonArray(JsonValue.Create(Value(field))),
        ApiFieldType.Object => Object(field.Members),
        ApiFieldType.Objects => new JsonArray(Object(field.Members)),
        _ => JsonValue.Create(Value(field)),
    };

    private static IReadOnlyList<string> Fields(ApiOperation operation) =>
        operation.AnswerType is { } type && ApiShapes.Names(type) is { Count: > 0 } names ? names : ["detail"];

    /// <summary>The path and what is required of the query.</summary>
    private static string Address(CatalogRoute route, ApiOperation operation)
    {
        var path = route.Path;
        foreach (var part in route.Parts)
        {
            path = path.Replace($"{{{part.Name}}}", part.Example ?? part.Name.ToUpperInvariant(), StringComparison.Ordinal);
        }

        var query = string.Join('&', operation.Query.Where(field => field.IsRequired)
            .Select(field => $"{field.Name}={Uri.EscapeDataString(Value(field))}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static string? Body(ApiOperation operation) => operation switch
    {
        { Body.Count: > 0 } => Object(operation.Body).ToJsonString(Readable),
        { BodyItems.Count: > 0 } => new JsonArray(Object(operation.BodyItems)).ToJsonString(Readable),
        { BodyType: { } type } => ApiShapes.Of(type).ToJsonString(Readable),
        _ => null,
    };

    private static JsonObject Object(IReadOnlyList<ApiField> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, Json(field))));

    private static string Value(ApiField field) => field.Example ?? field.Type switch
    {
        ApiFieldType.Number => "1",
        ApiFieldType.Integer => Math.Clamp(1, field.Min, field.Max).ToString(System.Globalization.CultureInfo.InvariantCulture),
        ApiFieldType.Boolean => "true",
        _ => field.Choices.Count > 0 ? field.Choices[0] : field.Name,
    };
}
