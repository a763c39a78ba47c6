using System.Net;
using Butler.Core.Api;
using Butler.RelayAgent.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Api;

/// <summary>Passes requests on to the function app, with its key.</summary>
/// <param name="http">The client.</param>
/// <param name="options">The function app; null when there is none.</param>
/// <param name="relay">This relay, whose site is that of requests that name none.</param>
/// <param name="logger">The log.</param>
internal sealed partial class FunctionAppClient(
    HttpClient http, FunctionAppOptions? options, RelayIdentity relay, ILogger<FunctionAppClient> logger)
{
    private const string KeyHeader = "x-functions-key";
    private const string SiteHeader = "X-Butler-Site";
    private const string Version = "v4/";

    private static readonly string[] Requested =
    [
        "Accept", "Content-Type", "X-HTTP-Method-Override", "If-Match", "If-None-Match", "Prefer", "X-Request-Id", "Idempotency-Key",
        SiteHeader,
    ];

    private static readonly string[] Answered =
    [
        "Content-Type", "ETag", "Link", "Location", "Retry-After", "Allow", "Preference-Applied", "Content-Security-Policy",
        "X-Content-Type-Options", "Cache-Control",
    ];

    /// <summary>Passes a request on, and its answer back.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        try
        {
            using var request = Request(context);
            using var response = await SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var name in Answered)
            {
                if (response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values))
                {
                    context.Response.Headers[name] = values.ToArray();
                }
            }

            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (ProblemException e)
        {
            context.Response.Headers.RetryAfter = "30";
            await e.Problem.WriteAsync(context);
        }
    }

    /// <summary>Sends a request with the key of the function app.</summary>
    /// <exception cref="ProblemException">There is no function app, it cannot be reached, or it rejects the key.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (options?.Key is { } key)
        {
            request.Headers.Add(KeyHeader, key);
        }

        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var reason = e is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "no answer in time";
            Log.NotReached(logger, options!.Url.Host, reason);
            throw ProblemException.ForLoadScripts(503, $"The function app at {options.Url.Host} cannot be reached ({reason}); try again.");
        }

        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        throw ProblemException.ForLoadScripts(502, "The function app rejects the key api.functionApp.key of relay.yaml.");
    }

    /// <summary>The address of a path below <c>v4/</c>.</summary>
    /// <exception cref="ProblemException">There is no function app, or the path would leave the API.</exception>
    public Uri Address(string pathAndQuery)
    {
        if (options is null)
        {
            throw ProblemException.ForLoadScripts(
                503, "This is done by the function app, and api.functionApp.url is not set in relay.yaml.");
        }

        // A URI takes a backslash for a slash, and "..\" for the folder above: the key must not be sent to other paths of the app.
        var prefix = options.Url.AbsoluteUri.TrimEnd('/') + "/v4/";
        var address = new Uri(prefix + pathAndQuery);
        return address.AbsoluteUri.StartsWith(prefix, StringComparison.Ordinal)
            ? address
            : throw ProblemException.ForLoadScripts(400, "The path leaves the API.");
    }

    private HttpRequestMessage Request(HttpContext context)
    {
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), Address(PathAndQuery(context)));
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        foreach (var name in Requested)
        {
            if (context.Request.Headers.TryGetValue(name, out var values)
                && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        if (!request.Headers.Contains(SiteHeader) && !context.Request.Query.ContainsKey("site"))
        {
            request.Headers.TryAddWithoutValidation(SiteHeader, relay.Site);
        }

        return request;
    }

    /// <summary>
    /// The path below <c>v4/</c> as it was sent, because decoding would change it, and the query without the key of this API.
    /// </summary>
    private static string PathAndQuery(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        path = path[(path.IndexOf(Version, StringComparison.OrdinalIgnoreCase) + Version.Length)..];
        var query = context.Request.Query.Where(each => !each.Key.Equals("code", StringComparison.OrdinalIgnoreCase));
        foreach (var (name, values) in query)
        {
            foreach (var value in values)
            {
                path = QueryHelpers.AddQueryString(path, name, value ?? "");
            }
        }

        return path;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The function app at {Host} cannot be reached: {Reason}")]
        public static partial void NotReached(ILogger logger, string host, string reason);
    }
}
