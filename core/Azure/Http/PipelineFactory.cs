using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Butler.Core.Azure.Http;

/// <summary>Builds the parts that all Azure clients share: connections, retries with back-off, credentials.</summary>
public static class PipelineFactory
{
    /// <summary>A pipeline that authenticates with the given policy on every try.</summary>
    /// <param name="authentication">Signs each request, or adds a bearer token.</param>
    /// <param name="retries">How often a request is retried before it fails.</param>
    /// <param name="networkTimeout">How long one try waits for data.</param>
    /// <param name="transport">The transport; null: a new socket handler.</param>
    /// <param name="proxy">The proxy of the new socket handler; null: the proxy from the environment.</param>
    internal static HttpPipeline Build(
        HttpPipelinePolicy authentication, int retries, TimeSpan networkTimeout, HttpPipelineTransport? transport, IWebProxy? proxy = null)
    {
        var options = new PipelineOptions();
        Configure(options, retries, networkTimeout, transport, proxy);
        return HttpPipelineBuilder.Build(options, [], [authentication], new ResponseClassifier());
    }

    /// <summary>The settings of every client of Azure: retries with back-off, connections, nothing logged and nothing traced.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="retries">How often a request is retried before it fails.</param>
    /// <param name="networkTimeout">How long one try waits for data.</param>
    /// <param name="transport">The transport; null: a new socket handler.</param>
    /// <param name="proxy">The proxy of the new socket handler; null: the proxy from the environment.</param>
    public static void Configure(
        ClientOptions options, int retries, TimeSpan networkTimeout, HttpPipelineTransport? transport = null, IWebProxy? proxy = null)
    {
        options.Transport = transport ?? NewTransport(proxy);
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = retries;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.NetworkTimeout = networkTimeout;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.ApplicationId = "butler-functions";
    }

    /// <summary>The credential of this machine: environment, workload or managed identity, or the signed-in developer.</summary>
    /// <param name="managedIdentityClientId">
    /// The client id of a user-assigned identity; null: the one that <c>AZURE_CLIENT_ID</c> names, else the system-assigned identity.
    /// </param>
    /// <param name="proxy">The proxy to Entra ID; null: the proxy from the environment.</param>
    public static TokenCredential Credential(string? managedIdentityClientId = null, IWebProxy? proxy = null)
    {
        var options = new DefaultAzureCredentialOptions();
        options.ManagedIdentityClientId = managedIdentityClientId ?? options.ManagedIdentityClientId;
        options.Transport = proxy is null ? options.Transport : NewTransport(proxy);
        return new DefaultAzureCredential(options);
    }

    /// <summary>A bearer token for the given scope.</summary>
    internal static HttpPipelinePolicy Bearer(TokenCredential credential, string scope) =>
        new BearerTokenAuthenticationPolicy(credential, scope);

    private static HttpClientTransport NewTransport(IWebProxy? proxy)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ActivityHeadersPropagator = null,
            UseCookies = false,
        };
        handler.Proxy = proxy ?? handler.Proxy;
        return new HttpClientTransport(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan });
    }

    private sealed class PipelineOptions : ClientOptions;
}
