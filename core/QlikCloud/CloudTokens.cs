using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Butler.Core.QlikCloud;

/// <summary>
/// The token that a tenant's calls carry: the API key, or an access token of the OAuth client (<c>POST /oauth/token</c>,
/// https://qlik.dev/authenticate/oauth), which is kept until shortly before its end and asked for once at a time.
/// </summary>
internal sealed class CloudTokens(
    CloudAccess access, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, TimeProvider time) : IDisposable
{
    /// <summary>The part of a token's life in which it is used.</summary>
    private const double Used = 0.9;

    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim one = new(1, 1);
    private Held? held;

    /// <summary>The token for the next call.</summary>
    /// <exception cref="CloudException">The OAuth client is not accepted, or the answer has no token.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (access.OAuth is not { } client)
        {
            return access.ApiKey ?? throw new CloudException(
                CloudFault.Unauthorized, $"Qlik Cloud tenant {access.Tenant}: it has neither apiKey nor oauth in the configuration");
        }

        if (held is { } fresh && time.GetUtcNow() < fresh.Until)
        {
            return fresh.Token;
        }

        await one.WaitAsync(cancellationToken);
        try
        {
            if (held is { } current && time.GetUtcNow() < current.Until)
            {
                return current.Token;
            }

            held = await AskAsync(client, cancellationToken);
            return held.Token;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Forgets a token that was refused.</summary>
    public void Drop(string token)
    {
        if (held is { } current && current.Token == token)
        {
            held = null;
        }
    }

    /// <summary>Removes the secrets of the tenant from a text.</summary>
    public string Redact(string text)
    {
        text = access.Redact(text);
        return held is { } current ? text.Replace(current.Token, "***", StringComparison.Ordinal) : text;
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async Task<Held> AskAsync(CloudOAuthClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(access.Url, "oauth/token"))
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["client_id"] = client.Id,
                    ["client_secret"] = client.Secret,
                    ["grant_type"] = "client_credentials",
                },
                CloudJson.Default.JsonObject),
        };
        var call = new CloudCallName(access.Tenant, "POST oauth/token", Redact);
        using var response = await send(request, cancellationToken);
        using var answer = await CloudAnswer.JsonAsync(call, response, cancellationToken);
        var root = answer.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("access_token", out var token)
            || token.ValueKind != JsonValueKind.String || token.GetString() is not { Length: > 0 } text)
        {
            throw call.Fault(CloudFault.Invalid, "answered without an access_token");
        }

        var life = root.TryGetProperty("expires_in", out var seconds) && seconds.TryGetDouble(out var value) && value is > 0 and < 1e7
            ? TimeSpan.FromSeconds(value * Used)
            : ShortestLife;
        return new Held(text, time.GetUtcNow() + life);
    }

    private sealed record Held(string Token, DateTimeOffset Until)
    {
        public override string ToString() => $"a token until {Until:O}";
    }
}
