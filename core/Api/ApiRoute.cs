namespace Butler.Core.Api;

/// <summary>
/// The operations of one route, by HTTP method. Load scripts can only GET and POST, so a POST may name another method in the header
/// <c>X-HTTP-Method-Override</c>, as Butler has it.
/// </summary>
/// <param name="path">The path below the prefix, such as <c>v4/keyvalues/{namespace}</c>.</param>
/// <param name="operations">The operations.</param>
public sealed class ApiRoute(string path, params IReadOnlyList<ApiOperation> operations) : IHttpHandler
{
    /// <summary>The request header with the method that a POST stands for.</summary>
    public const string OverrideHeader = "X-HTTP-Method-Override";

    /// <summary>The path below the prefix.</summary>
    public string Path => path;

    /// <summary>The variable parts of the path. A part without a declaration is described by its name alone.</summary>
    public IReadOnlyList<ApiField> Parts { get; init; } = [];

    /// <summary>The operations.</summary>
    public IReadOnlyList<ApiOperation> Operations => operations;

    /// <inheritdoc/>
    public Task RunAsync(HttpContext context)
    {
        var method = Method(context.Request);
        foreach (var operation in operations)
        {
            if (operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            {
                return operation.RunAsync(context);
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
