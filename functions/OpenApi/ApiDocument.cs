using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Butler.Functions.OpenApi;

/// <summary>The API as an OpenAPI 3.1 document.</summary>
internal static class ApiDocument
{
    private const string Description = """
        Task starts, key-value pairs, alerts and more for Qlik Sense, for load scripts and for programs.

        A POST with the header `X-HTTP-Method-Override` stands for the method that the header names, because load scripts can only GET and
        POST. A body is read as JSON whatever its content type. Numbers and booleans in a body may be texts. Errors are problem JSON
        (RFC 9457).
        """;

    /// <summary>Makes the document of all declared operations.</summary>
    /// <returns>JSON in UTF-8.</returns>
    public static async Task<byte[]> WriteAsync(ApiCatalog catalog)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Butler Functions",
                Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
                Description = Description,
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            },
            Servers = [new OpenApiServer { Url = "/api", Description = "The function app that gave this document." }],
            Paths = [],
            Tags = new HashSet<OpenApiTag>(catalog.Groups.Select(group => new OpenApiTag { Name = group.Name })),
            Components = Components(),
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("header", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("query", document)] = [] },
        ];

        var schemas = new ApiSchemas();
        var operations = new DocumentOperations(document, schemas);
        foreach (var route in catalog.Groups.SelectMany(group => group.Routes))
        {
            document.Paths[route.Path] = new OpenApiPathItem
            {
                Operations = route.Route.Operations.ToDictionary(
                    operation => new HttpMethod(operation.Method), operation => operations.Make(route, operation)),
            };
        }

        document.Components!.Responses!["Problem"] = operations.Problem("Any other problem. The detail says how to fix it.");
        foreach (var (name, schema) in schemas.Components)
        {
            document.Components.Schemas![name] = Schema(schema, document);
        }

        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }

    /// <summary>A JSON schema as the document's model has it.</summary>
    public static IOpenApiSchema Schema(JsonNode schema, OpenApiDocument document)
    {
        if (schema["$ref"] is { } reference)
        {
            return new OpenApiSchemaReference(reference.GetValue<string>()[ApiSchemas.Reference("").Length..], document);
        }

        var read = OpenApiModelFactory.Parse<OpenApiSchema>(
            schema.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out var diagnostic, "json");
        return read is not null && diagnostic.Errors.Count == 0
            ? read
            : throw new InvalidOperationException($"A schema is invalid: {string.Join(' ', diagnostic.Errors)}");
    }

    private static OpenApiComponents Components() => new()
    {
        Schemas = new Dictionary<string, IOpenApiSchema>(),
        Responses = new Dictionary<string, IOpenApiResponse>(),
        SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["header"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "x-functions-key",
                Description = "A function key or host key of the function app.",
            },
            ["query"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Query,
                Name = "code",
                Description = "The same key, for callers that can only change the URL.",
            },
        },
    };
}
