using System.Globalization;
using System.Text.Json.Nodes;
using Butler.Core.Api;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Butler.Functions.OpenApi;

/// <summary>Describes operations in an OpenAPI document.</summary>
internal sealed class DocumentOperations(OpenApiDocument document, ApiSchemas schemas)
{
    /// <summary>The operation as the document has it.</summary>
    public OpenApiOperation Make(CatalogRoute route, ApiOperation operation) => new()
    {
        OperationId = route.Id(operation),
        Summary = operation.Summary,
        Description = Notes(route, operation),
        Tags = new HashSet<OpenApiTagReference> { new(route.Group, document) },
        Parameters =
        [
            .. route.Parts.Select(part => Parameter(part, ParameterLocation.Path)),
            .. operation.Query.Select(field => Parameter(field, ParameterLocation.Query)),
            .. operation.Headers.Select(field => Parameter(field, ParameterLocation.Header)),
        ],
        RequestBody = Body(operation),
        Responses = Answers(operation),
    };

    /// <summary>An answer that is a problem.</summary>
    public OpenApiResponse Problem(string description) => new()
    {
        Description = description,
        Content = Content(Butler.Core.Api.Problem.MediaType, schemas.OfType(Butler.Core.Api.Problem.Json)),
    };

    private static string Notes(CatalogRoute route, ApiOperation operation)
    {
        var name = $"The function is `{route.Function}`.";
        return operation.Method is "GET" or "POST"
            ? name
            : $"{name} A POST with the header `{ApiRoute.OverrideHeader}: {operation.Method}` does the same.";
    }

    private OpenApiParameter Parameter(ApiField field, ParameterLocation location)
    {
        var schema = ApiSchemas.OfField(field);
        schema.Remove("description");
        return new OpenApiParameter
        {
            Name = field.Name,
            In = location,
            Required = field.IsRequired,
            Description = field.Description.Length > 0 ? field.Description : null,
            Schema = ApiDocument.Schema(schema, document),
            Example = field.Example is null ? null : ApiExamples.Json(field),
        };
    }

    private OpenApiRequestBody? Body(ApiOperation operation)
    {
        JsonNode? schema = operation switch
        {
            { BodyType: { } type } => schemas.OfType(type, request: true),
            { BodyItems.Count: > 0 } => new JsonObject { ["type"] = "array", ["items"] = ApiSchemas.OfFields(operation.BodyItems) },
            { Body.Count: > 0 } => ApiSchemas.OfFields(operation.Body),
            _ => null,
        };
        return schema is null ? null : new OpenApiRequestBody
        {
            Content = Content("application/json", schema),
            Required = operation.Body.Any(field => field.IsRequired),
        };
    }

    private OpenApiResponses Answers(ApiOperation operation)
    {
        var answers = new OpenApiResponses { [Code(operation.Status)] = Success(operation, Words(operation.Status)) };
        foreach (var (status, meaning) in operation.Also)
        {
            answers[Code(status)] = status < StatusCodes.Status400BadRequest ? Success(operation, meaning) : Problem(meaning);
        }

        answers[Code(StatusCodes.Status401Unauthorized)] = new OpenApiResponse { Description = "The key is missing or invalid." };
        answers["default"] = new OpenApiResponseReference("Problem", document);
        return answers;
    }

    private OpenApiResponse Success(ApiOperation operation, string description) => new()
    {
        Description = description,
        Content = operation switch
        {
            { AnswerType: { } type } => Content(operation.MediaType, schemas.OfType(type)),
            { Status: StatusCodes.Status204NoContent } => null,
            _ => Content(operation.MediaType, new JsonObject
            {
                ["type"] = operation.MediaType == "application/json" ? "object" : "string",
            }),
        },
    };

    private Dictionary<string, IOpenApiMediaType> Content(string mediaType, JsonNode schema) =>
        new() { [mediaType] = new OpenApiMediaType { Schema = ApiDocument.Schema(schema, document) } };

    private static string Code(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static string Words(int status) => ReasonPhrases.GetReasonPhrase(status);
}
