using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.Core.Destinations;
using Butler.Core.Time;
using Polly;
using Polly.Timeout;

namespace Butler.Core.QlikCloud;

/// <summary>
/// The REST API of a tenant (https://qlik.dev/apis/rest). Paths are relative to the tenant's address, such as <c>api/v1/apps/ID</c>. All
/// methods throw <see cref="CloudException"/>.
/// </summary>
public sealed class CloudClient : IDisposable
{
    /// <summary>The header with which an automation in the run mode "triggered" is started.</summary>
    private const string ExecutionTokenHeader = "X-Execution-Token";

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a script log may take, which can be large.</summary>
    private static readonly TimeSpan TextLimit = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly CloudAccess access;
    private readonly CloudTokens tokens;
    private readonly CloudPipeline pipeline;
    private readonly ResiliencePipeline limit;
    private readonly ResiliencePipeline textLimit;

    internal CloudClient(HttpClient http, CloudAccess access, TimeProvider time, Random random)
    {
        (this.http, this.access) = (http, access);
        tokens = new CloudTokens(access, SendOnceAsync, time);
        pipeline = new CloudPipeline(access, time, random);
        limit = Resilience.TimeLimit(AttemptLimit, time);
        textLimit = Resilience.TimeLimit(TextLimit, time);
    }

    /// <summary>How the tenant is reached.</summary>
    public CloudAccess Access => access;

    /// <summary>Reads a resource. A temporary failure is repeated.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(new CloudRequest(HttpMethod.Get, path), cancellationToken);

    /// <summary>Reads a resource; null when it does not exist or is not visible.</summary>
    public async Task<JsonElement?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(path, cancellationToken);
        }
        catch (CloudException e) when (e.Fault == CloudFault.NotFound)
        {
            return null;
        }
    }

    /// <summary>Changes something. It is not repeated, unless the tenant refused it because of a short rate limit.</summary>
    /// <returns>The answer; of the kind <c>null</c> when it has no body.</returns>
    public Task<JsonElement> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        AskAsync(new CloudRequest(method, path) { Body = body }, cancellationToken);

    /// <summary>
    /// Starts an automation in the run mode "triggered". The call carries the automation's own token in place of the tenant's, so it needs
    /// neither an API key nor an OAuth client. It is not repeated, unless the tenant refused it because of a short rate limit.
    /// </summary>
    /// <param name="automation">The automation's id.</param>
    /// <param name="token">The automation's execution token. It is sent with this call only, and removed from messages.</param>
    /// <param name="inputs">The inputs; null: none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer; of the kind <c>null</c> when it has no body.</returns>
    public Task<JsonElement> TriggerAsync(string automation, string token, JsonNode? inputs, CancellationToken cancellationToken) =>
        AskAsync(
            new CloudRequest(HttpMethod.Post, $"api/v1/automations/{automation}/actions/execute") { Body = inputs, ExecutionToken = token },
            cancellationToken);

    /// <summary>Reads a text, such as a script log. After a temporary failure <paramref name="read"/> is called again.</summary>
    public Task<T> ReadAsync<T>(string path, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        CallAsync(textLimit, new CloudRequest(HttpMethod.Get, path), async (call, response, token) =>
        {
            await CloudAnswer.RequireSuccessAsync(call, response, token);
            await using var stream = await response.Content.ReadAsStreamAsync(token);
            return await read(stream, token);
        }, cancellationToken);

    /// <summary>Reads the items of a list, page by page, following <c>links.next.href</c>.</summary>
    public async IAsyncEnumerable<JsonElement> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = path; next is not null;)
        {
            var page = await GetAsync(next, cancellationToken);
            if (page.ValueKind != JsonValueKind.Object || !page.TryGetProperty("data", out var items)
                || items.ValueKind != JsonValueKind.Array)
            {
                throw NameOf(new CloudRequest(HttpMethod.Get, next)).Fault(CloudFault.Invalid, "answered no list");
            }

            foreach (var item in items.EnumerateArray())
            {
                yield return item;
            }

            next = NextOf(page, next);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => tokens.Dispose();

    private Task<JsonElement> AskAsync(CloudRequest asked, CancellationToken cancellationToken) =>
        CallAsync(limit, asked, async (call, response, token) =>
        {
            using var answer = await CloudAnswer.JsonAsync(call, response, token);
            return answer.RootElement.Clone();
        }, cancellationToken);

    private Task<T> CallAsync<T>(
        ResiliencePipeline timeLimit, CloudRequest asked,
        Func<CloudCallName, HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var call = NameOf(asked);
        return pipeline.RunAsync(!asked.IsChange, Attempt, cancellationToken);

        async Task<T> Attempt(CancellationToken token)
        {
            var isSent = false;
            try
            {
                return await timeLimit.ExecuteAsync(
                    async inTime =>
                    {
                        using var response = await ExchangeAsync(asked, () => isSent = true, inTime);
                        return await read(call, response, inTime);
                    },
                    token);
            }
            catch (TimeoutRejectedException e)
            {
                throw Unreachable(call, $"did not answer within {e.Timeout.TotalSeconds:0} s", isSent, e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw Unreachable(call, $"failed: {ConnectionFault.OfHttp(e, access.Url)}", isSent && !IsWithoutConnection(e), e);
            }
            catch (OperationCanceledException e) when (!token.IsCancellationRequested)
            {
                throw Unreachable(call, "failed: the connection could not be opened in time", isSent: false, e);
            }
        }
    }

    /// <summary>Sends a request; after a 401 once more with a new token of the tenant.</summary>
    private async Task<HttpResponseMessage> ExchangeAsync(CloudRequest asked, Action onSend, CancellationToken cancellationToken)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            var token = asked.ExecutionToken is null ? await tokens.GetAsync(cancellationToken) : null;
            using var request = new HttpRequestMessage(asked.Method, new Uri(access.Url, asked.Path))
            {
                Content = asked.Body is null ? null : JsonContent.Create(asked.Body, CloudJson.Default.JsonNode),
            };
            if (token is null)
            {
                request.Headers.TryAddWithoutValidation(ExecutionTokenHeader, asked.ExecutionToken);
            }
            else
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            onSend();
            var response = await SendOnceAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized || isSecond || token is null)
            {
                return response;
            }

            tokens.Drop(token);
            response.Dispose();
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    private static CloudException Unreachable(CloudCallName call, string what, bool isSent, Exception e) =>
        new(CloudFault.Unreachable, call.Message(what), e) { MayRepeat = !call.IsChange, MayHaveHappened = call.IsChange && isSent };

    /// <summary>Whether there was no connection, so that the tenant got nothing.</summary>
    private static bool IsWithoutConnection(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
    };

    /// <summary>The next page, which must be one of this tenant: the token must not go elsewhere.</summary>
    private string? NextOf(JsonElement page, string current)
    {
        if (!page.TryGetProperty("links", out var links) || links.ValueKind != JsonValueKind.Object
            || !links.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.Object
            || !next.TryGetProperty("href", out var href) || href.GetString() is not { Length: > 0 } address)
        {
            return null;
        }

        var url = new Uri(new Uri(access.Url, current), address);
        return url.Authority == access.Url.Authority
            ? url.AbsoluteUri
            : throw NameOf(new CloudRequest(HttpMethod.Get, current)).Fault(
                CloudFault.Invalid, $"names a next page at another host, {url.Host}");
    }

    /// <summary>Names a call, without the query.</summary>
    private CloudCallName NameOf(CloudRequest asked)
    {
        var name = $"{asked.Method} {new Uri(access.Url, asked.Path).AbsolutePath.TrimStart('/')}";
        return asked.ExecutionToken is { } secret
            ? new CloudCallName(access.Tenant, name, text => tokens.Redact(text).Replace(secret, "***", StringComparison.Ordinal))
            {
                IsChange = true,
                KeysToCheck = "token of the automation",
            }
            : new CloudCallName(access.Tenant, name, tokens.Redact) { IsChange = asked.IsChange };
    }
}
