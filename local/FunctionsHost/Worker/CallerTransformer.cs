using Yarp.ReverseProxy.Forwarder;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>Forwards information about the caller of a request: its identity, and the requested address.</summary>
internal sealed class CallerTransformer : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = null;
        Set("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        Set("X-Forwarded-Host", httpContext.Request.Host.Value);
        Set("X-Forwarded-Proto", httpContext.Request.Scheme);

        void Set(string name, string? value)
        {
            proxyRequest.Headers.Remove(name);
            proxyRequest.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
