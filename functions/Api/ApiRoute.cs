namespace Butler.Functions.Api;

/// <summary>
/// The operations of one route, by HTTP method. Load scripts can only GET and POST, so a POST may name another method in the header
/// <c>X-HTTP-Method-Override</c>, as Butler has it.
/// </summary>
internal sealed class ApiRoute(params IReadOnlyList<(string Method, IHttpHandler Handler)> operations) : IHttpHandler
{
    private const string OverrideHeader = "X-HTTP-Method-Override";

    public Task RunAsync(HttpContext context)
    {
        var method = Method(context.Request);
        foreach (var operation in operations)
        {
            if (operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            {
                return operation.Handler.RunAsync(context);
            }
        }

        var offered = string.Join(", ", operations.Select(operation => operation.Method));
        context.Response.Headers.Allow = offered;
        var asked = context.Request.Headers.ContainsKey(OverrideHeader) ? $"The method of {OverrideHeader}" : "The method";
        return Problem.ForLoadScripts(405, $"{asked} is not supported here; expected {offered}.").WriteAsync(context);
    }

    /// <summary>The method that the caller means.</summary>
    private static string Method(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Headers[OverrideHeader].ToString().Trim() is { Length: > 0 } meant
            ? meant
            : request.Method;
}
