using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.OpenApi;

/// <summary>The description of the API, for programs and for people.</summary>
internal sealed class OpenApiFunctions(DescriptionApi api)
{
    /// <summary>The OpenAPI document.</summary>
    [Function("OpenApi")]
    public Task OpenApiAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi.json")] HttpRequest request) =>
        api.Document.RunAsync(request.HttpContext);

    /// <summary>The page.</summary>
    [Function("OpenApiPage")]
    public Task OpenApiPageAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "docs")] HttpRequest request) =>
        api.Page.RunAsync(request.HttpContext);
}
