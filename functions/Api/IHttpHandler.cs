namespace Butler.Functions.Api;

internal interface IHttpHandler
{
    Task RunAsync(HttpContext context);
}
