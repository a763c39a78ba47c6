using Butler.Core.Api;

namespace Butler.Functions.ScriptLogs;

/// <summary>
/// <c>GET /api/script-logs/{site}/{day}/{id}?expires=...&amp;signature=...</c>: the script log behind a link in an alert, as plain text.
/// </summary>
internal sealed class ScriptLogPage(ScriptLogLinks links, ScriptLogBlobs blobs, TimeProvider time) : IHttpHandler
{
    /// <summary>Answers faults as all operations do.</summary>
    public Task RunAsync(HttpContext context) => new StreamedOperation("GET", "Shows a script log.", WriteAsync).RunAsync(context);

    private async Task WriteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        var path = string.Join('/', Part(context, "site"), Part(context, "day"), Part(context, "id"));
        await using var text = await OpenAsync(context, path);
        headers.ContentDisposition = $"inline; filename=\"{path.Replace('/', '_')}.log\"";
        context.Response.ContentType = "text/plain; charset=utf-8";
        await text.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task<Stream> OpenAsync(HttpContext context, string path)
    {
        var query = context.Request.Query;
        var expires = links.Verify(path, query["expires"].ToString(), query["signature"].ToString())
            ?? throw new ProblemException(
                403,
                "Link not valid",
                "This link is incomplete, was changed, or was made with an earlier key. Open the link in the alert.");
        if (expires <= time.GetUtcNow())
        {
            throw new ProblemException(
                410, "Link expired", "This link has expired. How long links work is set by scriptLogs.links in the configuration.");
        }

        return await blobs.OpenAsync(ScriptLogName.Blob(path), context.RequestAborted)
            ?? throw new ProblemException(
                404,
                "No script log",
                "The script log has been deleted. How long they are kept is set by scriptLogs.keep in the configuration.");
    }

    private static string Part(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}
