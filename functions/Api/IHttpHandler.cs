namespace Butler.Functions.Api;

/// <summary>Answers a request.</summary>
internal interface IHttpHandler
{
    Task RunAsync(HttpContext context);
}
