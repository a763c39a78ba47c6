namespace Butler.Core.Api;

/// <summary>Answers a request.</summary>
public interface IHttpHandler
{
    /// <summary>Answers the request, also with a problem.</summary>
    Task RunAsync(HttpContext context);
}
