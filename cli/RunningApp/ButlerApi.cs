using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Butler.Cli.RunningApp;

/// <summary>
/// The client of a running app, local or deployed. The key is sent only to that app, and never unencrypted over a network.
/// </summary>
internal sealed class ButlerApi : IDisposable
{
    private readonly HttpClient http;
    private readonly Uri address;
    private readonly bool hasKey;

    /// <exception cref="ApiException">The key would be sent unencrypted over a network.</exception>
    public ButlerApi(Uri address, string? key)
    {
        if (key is not null && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw new ApiException($"the key would be sent unencrypted to {address.Host}; use https");
        }

        this.address = address;
        hasKey = key is not null;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        })
        {
            Timeout = TimeSpan.FromMinutes(4),
        };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Add("x-functions-key", key);
        }
    }

    /// <exception cref="ApiException">The app is unreachable, or has refused the request.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, path, null, json, cancellationToken);

    /// <exception cref="ApiException">The app is unreachable, or has refused the request.</exception>
    public Task<T> PostAsync<T>(string path, byte[]? body, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, body ?? [], json, cancellationToken);

    /// <summary>Creates a query from the values that are not null.</summary>
    public static string Query(params (string Name, string? Value)[] values)
    {
        var some = values.Where(v => v.Value is { Length: > 0 }).Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value!)}").ToList();
        return some.Count == 0 ? "" : "?" + string.Join('&', some);
    }

    public void Dispose() => http.Dispose();

    private async Task<T> AskAsync<T>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{address.AbsoluteUri.TrimEnd('/')}/api/v4/{path}");
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(text, json) ?? throw new JsonException("it is null")
                : throw new ApiException(Explain(response.StatusCode, text)) { Status = (int)response.StatusCode };
        }
        catch (HttpRequestException e)
        {
            throw new ApiException($"{address} cannot be reached ({e.HttpRequestError}); is `butler up` running, or is --url wrong?");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException($"{address} has not answered within {http.Timeout.TotalMinutes:0} minutes");
        }
        catch (JsonException e)
        {
            throw new ApiException($"{address} did not answer like a Butler function app: {e.Message}");
        }
    }

    private string Explain(HttpStatusCode status, byte[] body) => (Detail(body), status) switch
    {
        (_, HttpStatusCode.Unauthorized) when hasKey => $"{address} does not accept this function key",
        (_, HttpStatusCode.Unauthorized) =>
            $"{address} requires a function key: give it in the environment variable {ApiOptions.KeyVariable}, or with --key",
        ({ } detail, _) => detail,
        (_, HttpStatusCode.NotFound) => $"{address} has no such function; is it a Butler function app of this version?",
        _ => $"{address} answered {(int)status} {status}",
    };

    private static string? Detail(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("detail", out var detail)
                ? detail.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
