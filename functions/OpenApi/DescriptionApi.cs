using System.Text;
using Butler.Core.Api;

namespace Butler.Functions.OpenApi;

/// <summary>The description of the API over HTTP. It depends on the code alone, so a process makes each form once.</summary>
internal sealed class DescriptionApi : IApi
{
    private readonly Lazy<Task<byte[]>> document;
    private readonly Lazy<byte[]> page;

    public DescriptionApi(ApiCatalog catalog)
    {
        document = new(() => ApiDocument.WriteAsync(catalog));
        page = new(() => Encoding.UTF8.GetBytes(ApiPage.Html(catalog)));
        Document = new ApiRoute("openapi.json", new PlainOperation("GET", "The API as an OpenAPI 3.1 document.", DocumentAsync));
        Page = new ApiRoute("docs", new PlainOperation("GET", "The API as a page for people.", PageAsync) { MediaType = "text/html" });
    }

    public string Group => "API description";

    /// <summary><c>openapi.json</c>.</summary>
    public ApiRoute Document { get; }

    /// <summary><c>docs</c>.</summary>
    public ApiRoute Page { get; }

    public IReadOnlyList<ApiRoute> Routes => [Document, Page];

    private async Task DocumentAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.Body.WriteAsync(await document.Value, context.RequestAborted);
    }

    /// <summary>A browser has the key in the page's address, so neither the page nor its address goes anywhere else.</summary>
    private async Task PageAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentType = "text/html; charset=utf-8";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src '{ApiPageStyle.Hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        await context.Response.Body.WriteAsync(page.Value, context.RequestAborted);
    }
}
